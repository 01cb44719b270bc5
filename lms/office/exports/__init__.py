"""Files of the entries that a search of the trail finds; who asks for one is in the trail, too."""
