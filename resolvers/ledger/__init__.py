"""Operations on accounts, usage and holds."""
