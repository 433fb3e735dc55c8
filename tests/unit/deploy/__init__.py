"""The files a deployment begins with."""
