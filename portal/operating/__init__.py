"""What the one engineer of an installation needs: what is wrong with it, and what to do."""
