"""The pages that join features: home, public services, the OA's QR."""
