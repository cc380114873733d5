from rubric.admin import editions, rubrics, sheets

__all__ = ["editions", "rubrics", "sheets"]
