"""A picture of the territory made from its own vector tiles: what the map shows, without a map."""
