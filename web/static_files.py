"""Static files under names that change with what is in them, so that a browser may keep each for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, which also puts the new names into the imports of scripts."""

    support_js_module_import_aggregation = True
