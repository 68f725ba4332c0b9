"""The verbs: refresh, translate, publish."""
