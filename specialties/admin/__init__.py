from specialties.admin import paths, sources, specialties

__all__ = ["paths", "sources", "specialties"]
