"""What every service is made of: aggregates, methods, subscriptions, sweeps, and the processes that serve them.

Nothing is imported here: `serve` has to patch the standard library for eventlet before anything else is loaded.
"""
