"""The stories of the demo: each plays one promise of the law from end to end and says what it saw."""
