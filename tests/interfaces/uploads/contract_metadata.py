"""The contract's rules of metadata: what a form says, and the words it is answered with."""

from strongroom.publishing.rules.metadata_checks import METADATA_VERSIONS
from tests.interfaces.uploads.desk import Form

SOUND = "OK"
METADATA: list[tuple[str, Form, str]] = [
    *(
        (f"version-{version}-of-the-metadata", {"metadata_version": version}, SOUND)
        for version in METADATA_VERSIONS
    ),
    ("2.0-was-never-published", {"metadata_version": "2.0"}, "Metadata-Version is '2.0', which is not"),
    ("2.6-is-not-taken-yet", {"metadata_version": "2.6"}, "Metadata-Version is '2.6', which is not"),
    ("no-metadata-version", {"metadata_version": None}, "Metadata-Version is missing"),
    ("no-version", {"version": None}, "Version is missing"),
    ("version-is-no-version", {"version": "one"}, "Version is not valid: 'one'"),
    ("local-version", {"version": "1.0+local"}, "Version '1.0+local' is a local version"),
    ("summary-of-512", {"summary": "x" * 512}, SOUND),
    ("summary-of-513", {"summary": "x" * 513}, "Summary has 513 characters"),
    ("summary-of-two-lines", {"summary": "a\nb"}, "Summary is not valid"),
    ("summary-twice", {"summary": ["a", "b"]}, "Summary has invalid data"),
    ("unknown-field", {"no_such_field": "x"}, SOUND),
    ("empty-is-absent", {"requires_python": "", "license": ""}, SOUND),
    ("plain-text", {"description_content_type": "text/plain"}, SOUND),
    ("restructured-text", {"description_content_type": "text/x-rst; charset=UTF-8"}, SOUND),
    ("markdown", {"description_content_type": "text/markdown; variant=CommonMark"}, SOUND),
    ("html", {"description_content_type": "text/html"}, "Description-Content-Type is not valid"),
    ("charset", {"description_content_type": "text/plain; charset=ascii"}, "Description-Content-Type is not"),
    ("variant", {"description_content_type": "text/markdown; variant=X"}, "Description-Content-Type is not"),
    ("requires-python", {"requires_python": "python3"}, "Requires-Python is not valid"),
    ("requires-dist", {"requires_dist": "a >>1"}, "Requires-Dist is not valid"),
    ("requires-dist-by-url", {"requires_dist": "a @ https://a.example/a.whl"}, "Requires-Dist is 'a @ https"),
    ("provides-dist-by-url", {"provides_dist": "a @ https://a.example/a.whl"}, "Provides-Dist is 'a @ https"),
    ("obsoletes-dist", {"obsoletes_dist": "a b"}, "Obsoletes-Dist is 'a b', which is not"),
    ("author-email", {"author_email": "Ada <ada@example.org>, nobody"}, SOUND),
    ("author-email-of-nobody", {"author_email": "nobody"}, "Author-email names 'nobody'"),
    ("maintainer-email", {"maintainer_email": "ada@localhost"}, "Maintainer-email names 'ada@localhost'"),
    ("maintainer-email-that-no-parser-reads", {"maintainer_email": "x <a@b@c>"}, SOUND),
    (
        "home-page",
        {"home_page": "ftp://a.example"},
        "Home-page is 'ftp://a.example', which is not a web address",
    ),
    (
        "download-url",
        {"download_url": "a.example"},
        "Download-URL is 'a.example', which is not a web address",
    ),
    ("label-of-32", {"project_urls": "x" * 32 + ", https://a.example"}, SOUND),
    ("label-of-33", {"project_urls": "x" * 33 + ", https://a.example"}, "Project-URL has the label"),
    ("label-without-url", {"project_urls": "Home"}, "Project-URL 'Home' is ''"),
    ("label-of-no-web-address", {"project_urls": "Home, a.example"}, "Project-URL 'Home' is 'a.example'"),
    (
        "label-twice",
        {"project_urls": ["A, https://a.example", "A, https://b.example"]},
        "Project-URL has invalid",
    ),
    ("classifier", {"classifiers": "Typing :: Typed"}, SOUND),
    ("classifier-unknown", {"classifiers": "Made :: Up"}, "Classifier 'Made :: Up' does not exist"),
    ("classifier-private", {"classifiers": "Private :: No"}, "Classifier 'Private :: No' forbids"),
    (
        "classifier-deprecated",
        {"classifiers": "Natural Language :: Ukranian"},
        "Classifier 'Natural Language",
    ),
    ("dynamic", {"dynamic": ["Requires-Dist", "License-File"]}, SOUND),
    ("dynamic-name", {"dynamic": "Name"}, "Dynamic is not valid"),
    ("dynamic-unknown", {"dynamic": "Weather"}, "Dynamic is not valid"),
    (
        "license-too-new",
        {"metadata_version": "2.1", "license_expression": "MIT"},
        "License-Expression is not valid",
    ),
    ("imports-too-new", {"metadata_version": "2.4", "import_names": "demo"}, "Import-Name is not valid"),
    ("dynamic-too-new", {"metadata_version": "2.1", "dynamic": "Summary"}, "Dynamic is not valid"),
    ("license-expression", {"license_expression": "mit OR Apache-2.0"}, SOUND),
    ("license-unknown", {"license_expression": "MIT Lisence"}, "License-Expression is not valid"),
    (
        "license-and-expression",
        {"license": "MIT", "license_expression": "MIT"},
        "License and License-Expression",
    ),
    ("license-file-above", {"license_file": "../LICENSE"}, "License-File is not valid"),
    ("license-file-absolute", {"license_file": "/LICENSE"}, "License-File is not valid"),
    ("extra", {"provides_extra": ["all_of_it", "test"]}, SOUND),
    ("extra-that-is-no-name", {"provides_extra": "no name"}, "Provides-Extra is not valid"),
]
