"""The manifests of the learner packages: what a learning system reads first."""
from __future__ import annotations

from .markup import document, element

XSI = "http://www.w3.org/2001/XMLSchema-instance"
FOR = ("For practice and completion only. A score that a browser reports can be set by whoever sits at it, so no result in this package "
       "decides about anyone. Training only; for a real incident follow your local procedure.")


def scorm12(title: str, package: str, files: list[str], start: str) -> bytes:
    """imsmanifest.xml for SCORM 1.2: one unit, no mastery score."""
    return document(element(
        "manifest", {"identifier": f"course-{package}", "version": "1.0", "xmlns": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
                     "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2", "xmlns:xsi": XSI,
                     "xsi:schemaLocation": "http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd "
                                           "http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd"},
        element("metadata", {}, element("schema", {}, "ADL SCORM"), element("schemaversion", {}, "1.2")),
        _organizations(title), _resources(files, start, "adlcp:scormtype")))


def scorm2004(title: str, package: str, files: list[str], start: str) -> bytes:
    """imsmanifest.xml for SCORM 2004, 4th edition: one unit that says itself when it is complete."""
    sequencing = element("imsss:sequencing", {}, element("imsss:deliveryControls", {"completionSetByContent": "true", "objectiveSetByContent": "true"}))
    return document(element(
        "manifest", {"identifier": f"course-{package}", "version": "1.0", "xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1",
                     "xmlns:adlcp": "http://www.adlnet.org/xsd/adlcp_v1p3", "xmlns:imsss": "http://www.imsglobal.org/xsd/imsss", "xmlns:xsi": XSI,
                     "xsi:schemaLocation": "http://www.imsglobal.org/xsd/imscp_v1p1 imscp_v1p1.xsd "
                                           "http://www.adlnet.org/xsd/adlcp_v1p3 adlcp_v1p3.xsd http://www.imsglobal.org/xsd/imsss imsss_v1p0.xsd"},
        element("metadata", {}, element("schema", {}, "ADL SCORM"), element("schemaversion", {}, "2004 4th Edition")),
        _organizations(title, sequencing), _resources(files, start, "adlcp:scormType")))


def _organizations(title: str, sequencing=None):
    item = element("item", {"identifier": "item-course", "identifierref": "resource-course", "isvisible": "true"}, element("title", {}, title), sequencing)
    return element("organizations", {"default": "organization-course"},
                   element("organization", {"identifier": "organization-course"}, element("title", {}, title), item))


def _resources(files: list[str], start: str, kind: str):
    listed = [element("file", {"href": name}) for name in files]
    return element("resources", {}, element("resource", {"identifier": "resource-course", "type": "webcontent", "href": start, kind: "sco"}, *listed))


def cmi5(title: str, package: str, address: str, start: str) -> bytes:
    """cmi5.xml: one unit that is done when it says that it is completed; it never says passed or failed."""
    said = [element("title", {}, element("langstring", {"lang": "en-GB"}, title)),
            element("description", {}, element("langstring", {"lang": "en-GB"}, FOR))]
    again = [element("title", {}, element("langstring", {"lang": "en-GB"}, title)),
             element("description", {}, element("langstring", {"lang": "en-GB"}, FOR))]
    return document(element(
        "courseStructure", {"xmlns": "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"},
        element("course", {"id": address}, *said),
        element("au", {"id": f"{address}/unit", "moveOn": "Completed", "launchMethod": "AnyWindow"}, *again, element("url", {}, start))))
