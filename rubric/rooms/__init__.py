"""A room: a class that answers one questionnaire together, and a picture that gives nobody away."""
