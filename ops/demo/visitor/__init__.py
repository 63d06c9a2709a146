"""The demo visitor: walks the shop as people with real browsers do, so that numbers move at once."""
