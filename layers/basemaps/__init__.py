"""Base maps: tiles of the ground under everything of ours, from an uploaded PMTiles or a source asked by the server."""
