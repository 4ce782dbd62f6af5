"""接口令牌: with which a provider's own software claims."""
