"""The Mini App in a browser, on two origins."""
