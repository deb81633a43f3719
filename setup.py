"""The package list, which setup.cfg cannot say: all rooms, and `migrations/` as `qa_portal._migrations`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["qa_portal", "qa_portal.*"]), "qa_portal._migrations"],
    package_dir={"qa_portal._migrations": "migrations"},
)
