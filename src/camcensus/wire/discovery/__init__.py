"""What cameras and recorders answer when a maker's own search asks who is there: one protocol per file."""
