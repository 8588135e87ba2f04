"""What the API's description calls sets of choices whose fields share a name, each by its own name."""

ENUM_NAMES = {
    "SharingPurpose": "api.serializers.agreements.PURPOSES",
    "DisclosedPurpose": "api.serializers.disclosures.DISCLOSED_PURPOSES",
    "DisclosedItem": "api.serializers.disclosures.DISCLOSED_ITEMS",
    "DataItem": "agencies.data_items.DataItem.choices",
    "DisclosureRhythm": "agencies.disclosure_rhythms.DisclosureRhythm.choices",
    "DeliveryState": "agencies.delivery_states.DeliveryState.choices",
    "DisclosureState": "agencies.disclosure_states.DisclosureState.choices",
    "JobState": "agencies.job_states.JobState.choices",
} | {
    name: f"{room}.enums.{name}.choices"
    for room, names in {
        "agencies": [
            *("AgencyKind", "BasisKind", "ControllerRole", "DataCategory", "Direction", "Purpose", "RoleCode")
        ],
        "casework": [
            "AllocationRole",
            "CaseKind",
            "CaseStatus",
            "CommentKind",
            "CorrectionOutcome",
            "DocumentKind",
            "ExitKind",
            "HouseholdChangeKind",
            "HouseholdRole",
            "LeavingReason",
            "Means",
            "NameKind",
            "PullAnswer",
            "PullKind",
        ],
        "outcomes": ["ActionReason", "CostKind"],
    }.items()
    for name in names
}
