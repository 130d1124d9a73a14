"""Other agencies' software: separate processes that know the services by their messages only."""
