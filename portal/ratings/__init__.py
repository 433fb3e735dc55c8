"""What people think of a service or a page: asked once, told in one tap, shown beside how many were asked."""
