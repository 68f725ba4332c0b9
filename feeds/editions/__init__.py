"""Pure rules of what a subscriber gets: selection and writers."""
