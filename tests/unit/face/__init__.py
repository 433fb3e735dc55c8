"""The face: styles, fonts, icons, scripts and the parts of a page."""
