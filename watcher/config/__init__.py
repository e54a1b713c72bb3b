"""The whole configuration put together from what each component declares for itself."""
