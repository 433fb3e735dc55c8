"""business.openapi.zalo.me: template messages to phone numbers (ZNS)."""
