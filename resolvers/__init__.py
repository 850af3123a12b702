"""The verbs: who may, translate, call, translate back."""
