"""Who may open what of a class, in the order of the letters."""

# Nobody holds anything; the educator holds the link of the class, another one that of another
# class, the projector its own link, a student the code, a contributor a result that is counted, the
# late one the links of a class that is over, and staff the keys of the admin.
WHO = ("nobody", "educator", "another", "projector", "student", "contributor", "late", "staff")
EVERYBODY = "oooooooo"
# It opens (o), their own opens and nothing of the class (=), it opens nothing (-).
EDUCATORS = "-o=-----"
ROOMS = {
    "rubric:rooms": EVERYBODY,
    "rubric:room-new": EVERYBODY,
    "rubric:room-demo": EVERYBODY,
    "rubric:room-demo-wall": EVERYBODY,
    "rubric:room-deleted": EVERYBODY,
    "rubric:code": EVERYBODY,
    "rubric:room": EDUCATORS,
    "rubric:room-release": EDUCATORS,
    "rubric:room-close": EDUCATORS,
    "rubric:room-smallest": EDUCATORS,
    "rubric:room-again": EDUCATORS,
    "rubric:room-reveal": EDUCATORS,
    "rubric:room-data": EDUCATORS,
    "rubric:room-table": EDUCATORS,
    "rubric:room-hand-out": EDUCATORS,
    "rubric:room-delete": EDUCATORS,
    "rubric:wall": "---o----",
    "rubric:join": "----o---",
}
# They take forms and show nothing, to nobody.
FORMS_ALONE = {
    *("rubric:room-release", "rubric:room-smallest", "rubric:room-reveal"),
}
# While a class is open, it leads back.
LEAD_BACK = {"rubric:room-again"}
