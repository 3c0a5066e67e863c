"""The public request for a consultation, and each step of the intake board."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.translation import gettext_lazy as _

from sessions.domain.us_states import STATES
from sessions.forms.arrival import PhoneField
from sessions.forms.choices import Choice
from sessions.models import CallTime, ClosedReason, Coverage, Decision, Duty, Payer, ReachBy, Role, User
from sessions.services.intake import Asked, Screened

# A person needs longer than this to fill in the page, and does not keep it open for more than a day.
FILLED_IN_S = 3
OPEN_S = 24 * 3600
YES_NO = (("yes", _("Yes")), ("no", _("No")))


class BeginForm(forms.Form):
    """As little as it takes to answer. ``website`` is for programs that fill in everything; people never see it.

    ``opened`` says, signed by us, when the page was opened: a program posts without, or at once.
    """

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("How we should address you. A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    reach_by = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=[(ReachBy.PHONE, _("Call me")), (ReachBy.EMAIL, _("E-mail me"))],
        initial=ReachBy.PHONE,
        widget=forms.RadioSelect,
    )
    phone = PhoneField(
        label=_("Telephone"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    call_time = forms.ChoiceField(
        label=_("When is a good time?"), choices=CallTime.choices, initial=CallTime.ANY
    )
    state = forms.ChoiceField(
        label=_("The state you live in"),
        choices=[("", _("Choose …")), *STATES.items()],
        help_text=_("Clinicians may care for people in the states that they are licensed in."),
    )
    language = forms.ChoiceField(label=_("The language you prefer"), choices=settings.LANGUAGES)
    website = forms.CharField(required=False)
    opened = forms.CharField(widget=forms.HiddenInput)

    def clean_opened(self) -> str:
        """Raises ``ValidationError`` where nobody can have filled in the page in that time."""
        signed: str = self.cleaned_data["opened"]
        signer = TimestampSigner(salt="begin")
        try:
            signer.unsign(signed, max_age=OPEN_S)
        except BadSignature:
            raise forms.ValidationError(
                _("This page was open for too long. Please press the button once more."), code="too_old"
            ) from None
        return signed

    def too_quick(self) -> bool:
        """Whether the page was sent faster than anybody reads it."""
        try:
            TimestampSigner(salt="begin").unsign(self.cleaned_data["opened"], max_age=FILLED_IN_S)
        except BadSignature:  # older than that: a person
            return False
        return True

    def asked(self) -> Asked:
        fields = self.cleaned_data
        return Asked(
            name=fields["name"],
            email=fields["email"],
            phone=fields["phone"],
            reach_by=ReachBy(fields["reach_by"]),
            call_time=fields["call_time"],
            state=fields["state"],
            language=fields["language"],
        )


ABOUT_THEM = {
    "name": _("Their name"),
    "reach_by": _("How do they want to be reached?"),
    "state": _("The state they live in"),
    "language": _("The language they prefer"),
}


def opened_now() -> str:
    """What the page's form carries from being opened to being sent."""
    return TimestampSigner(salt="begin").sign("begin")


class ByHandForm(BeginForm):
    """The same for somebody who rang: a coordinator fills it in, and is asked about them."""

    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in ABOUT_THEM.items():
            self.fields[name].label = label
        self.fields["name"].help_text = _("As they want to be addressed. A first name is enough.")
        reach_by = self.fields["reach_by"]
        assert isinstance(reach_by, forms.ChoiceField)
        reach_by.choices = [(ReachBy.PHONE, _("By telephone")), (ReachBy.EMAIL, _("By e-mail"))]
        for name in ("name", "phone", "email"):  # the browser would fill in the coordinator's own
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_opened(self) -> str:
        return ""

    def too_quick(self) -> bool:
        return False


def _yes_no(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=YES_NO, coerce=lambda answer: answer == "yes", widget=forms.RadioSelect
    )


class ScreeningForm(forms.Form):
    """What the clinician found out and decided."""

    stable_home = _yes_no(_("A stable home to join from"))
    motivated = _yes_no(_("Motivated for this kind of care"))
    detox_done = _yes_no(_("Detox done, or none needed"))
    safe_without_supervision = _yes_no(_("Safe outside 24-hour supervision"))
    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    weekly_hours = forms.DecimalField(
        label=_("Hours a week that you recommend"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=Decimal(60),
        decimal_places=1,
        help_text=_("Usually 9 to 19 for intensive outpatient, 20 and more for partial hospitalization."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def screened(self) -> Screened:
        fields = self.cleaned_data
        return Screened(
            stable_home=fields["stable_home"],
            motivated=fields["motivated"],
            detox_done=fields["detox_done"],
            safe_without_supervision=fields["safe_without_supervision"],
            decision=Decision(fields["decision"]),
            weekly_hours=fields["weekly_hours"],
            note=fields["note"],
        )


class InsuranceForm(forms.Form):
    """What the check found so far."""

    coverage = forms.ChoiceField(
        label=_("What the check found"), choices=Coverage.choices, widget=forms.RadioSelect
    )
    payer = forms.ModelChoiceField(
        label=_("Payer"), queryset=Payer.objects.none(), required=False, empty_label=_("None or not known")
    )
    member_number = forms.CharField(label=_("Member number"), max_length=60, required=False)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = self.fields["payer"]
        assert isinstance(payers, forms.ModelChoiceField)
        payers.queryset = Payer.objects.all()


class CloseRequestForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why it goes no further"), choices=ClosedReason.choices)


class ColleagueField(Choice):
    """A member of staff, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(User.objects.none(), named_by="legal_name", **options)


def colleagues() -> Any:
    """Everybody who may be on a care team."""
    staff = (Role.FACILITATOR, Role.COORDINATOR, Role.SUPERVISOR)
    return User.objects.filter(role__in=staff, is_active=True).order_by("legal_name")


class TakeForm(forms.Form):
    """Who screens."""

    clinician = ColleagueField(label=_("Who screens them"), required=False, empty_label=_("I do"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinician = self.fields["clinician"]
        assert isinstance(clinician, ColleagueField)
        clinician.queryset = colleagues()


class NewClientForm(forms.Form):
    """Whose account is made, from what the request says."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=200)
    display_name = forms.CharField(
        label=_("Name the group sees"), max_length=60, help_text=_("The client can change it at any time.")
    )
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("We write to it how to sign in, and send the codes to it.")
    )
    therapist = ColleagueField(label=_("Primary therapist"), required=False, empty_label=_("Later"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        therapist = self.fields["therapist"]
        assert isinstance(therapist, ColleagueField)
        therapist.queryset = colleagues()

    def care_team(self) -> tuple[tuple[User, str], ...]:
        therapist = self.cleaned_data["therapist"]
        return ((therapist, Duty.THERAPIST),) if therapist else ()
