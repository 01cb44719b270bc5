"""Films: what is in a file, which renditions it gets, and the only callers of ffmpeg."""
