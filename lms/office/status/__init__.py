"""The state of the school: what serves, what is off and the line that switches it on."""
