"""The workshop's API, below /api/v1/workshop/{perimeter}/: for staff that administers the perimeter, never kept."""
