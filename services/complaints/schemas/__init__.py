"""The wire of the complaints service: what it takes in, what it shows, what it tells others and hears of them."""
