from rubric.admin import editions, rubrics

__all__ = ["editions", "rubrics"]
