"""The wire of the certificate registry: what it takes in, what it shows, what it tells and hears."""
