"""Who a citizen is: phones, Zalo identities, consents."""
