"""openapi.zalo.me: everything an Official Account's app may ask for."""
