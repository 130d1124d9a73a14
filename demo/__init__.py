"""The main job on realistic input: provinces, agencies and a commission around the four services."""
