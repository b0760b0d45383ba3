"""Every route x role x own or other's thing, drawn from the URL map itself.

A row per route; a column per person. A route without a row fails, and so does a row
without a route. `.` is 200, `>` a redirect that is the page's own deed, `L` a redirect
to the sign-in, `F` 403, `N` 404, `C` 409 (not now), `U` 422 (not like this).

People: visitor; zed, who has no part; amina, who wrote the draft and the bid; bo, of
her group; omar, of another group; stella, who manages the fund and is the
call's safeguarding lead; otto, who manages another; rosa, asked to score the bid;
ravi, asked and in conflict; mei, on the panel and not asked; fay, who may make
funds, and is invited to the group; eva, who evaluates the fund; hana, who helps the
group; sid, of the organisation that sponsors the draft.
"""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from grantsapp import clock, files
from grantsapp.accounts import actions as accounts
from grantsapp.accounts.models import Membership, Part
from grantsapp.app import each_route
from grantsapp.awards.accounts import uk
from grantsapp.awards.actions import bank, cases, diligence, spending, varying
from grantsapp.awards.queries import varying as varying_facts
from grantsapp.awards.queries.spending import lines_of
from grantsapp.calls.actions import (
    appealing,
    bundling,
    clarifying,
    helping,
    telling,
    telling_applicants,
    telling_consulting,
)
from grantsapp.calls.actions.writing import give_role
from grantsapp.calls.models import Duty
from grantsapp.calls.questions import Kind
from grantsapp.db import db
from grantsapp.evaluation.actions import (
    commenting,
    editions,
    evaluating,
    packaging,
    writing,
)
from grantsapp.evaluation.models import Part as ReportPart
from grantsapp.evaluation.models import Permission
from grantsapp.mel import queries
from grantsapp.mel.actions import ticketing
from grantsapp.mel.instruments import Moment
from grantsapp.mel.models import Response
from grantsapp.mel.queries import ways
from grantsapp.review.actions import deciding, declaring, planning, proposing, solving
from grantsapp.review.actions import meeting as meetings
from grantsapp.review.actions.agreeing import add_area
from grantsapp.review.actions.deciding import mark_told
from grantsapp.review.actions.objecting import object_to
from grantsapp.review.models import Kind as PhaseKind
from grantsapp.review.models import Outcome, Passage, Release, Wanted
from grantsapp.review.portfolio.snapshots import to_json
from grantsapp.review.portfolio.sums import Wish
from grantsapp.review.queries import conflicts_in, phases_of
from tests.awards.money import banked
from tests.cast import (
    a_bid,
    a_call,
    a_draft,
    a_fund,
    a_group,
    a_helper,
    a_moderator,
    a_quiz,
    a_sponsor,
    a_suite,
    a_survey,
    an_aim,
    an_award,
    answered,
    asked_sponsor,
    assigned,
    decided,
    eligible,
    scoring_phase,
    text,
)
from tests.mel import confided
from tests.mel.files import a_file
from tests.review.meetings import a_meeting

PEOPLE = [
    "visitor",
    "zed",
    "amina",
    "bo",
    "omar",
    "stella",
    "otto",
    "rosa",
    "ravi",
    "mei",
    "fay",
    "eva",
    "hana",
    "sid",
]
DEEDS_ON_ONE = ("response", "exclude", "restore", "prefer", "part")
MEANING = {".": 200, "F": 403, "N": 404, "C": 409, "U": 422, ">": 303, "L": 303}

# Each row in the order of PEOPLE.
MATRIX = """
GET  home.start                       . . . . . . . . . . . . . .
GET  home.help_page                   . . . . . . . . . . . . . .
GET  home.health                      . . . . . . . . . . . . . .
GET  home.furniture                   . . . . . . . . . . . . . .
GET  static                           . . . . . . . . . . . . . .
GET  accounts.sign_in                 . . . . . . . . . . . . . .
POST accounts.sign_in                 U U U U U U U U U U U U U U
GET  accounts.enter_code              > > > > > > > > > > > > > >
POST accounts.enter_code              > > > > > > > > > > > > > >
GET  accounts.arrive                  L > > > > > > > > > > > > >
GET  accounts.welcome                 L . . . . . . . . . . . . .
POST accounts.welcome                 L > > > > > > > > > > > > >
GET  accounts.account                 L . . . . . . . . . . . . .
POST accounts.account                 L > > > > > > > > > > > > >
POST accounts.end_sign_in             L F > F F F F F F F F F F F
POST accounts.sign_out                > > > > > > > > > > > > > >
GET  accounts.rescue                  L F . F F F F F F F F F F F
POST accounts.drop_rescue             L F > F F F F F F F F F F F
GET  accounts.add_organisation        L . . . . . . . . . . . . .
POST accounts.add_organisation        L U U U U U U U U U U U U U
GET  accounts.edit_organisation       L F . . F F F F F F F F F F
POST accounts.edit_organisation       L F > > F F F F F F F F F F
GET  accounts.team                    L F . . F F F F F F F F F F
GET  accounts.invite_member           L F . . F F F F F F F F F F
POST accounts.invite_member           L F U U F F F F F F F F F F
GET  accounts.invite_helper           L F . . F F F F F F F F F F
POST accounts.invite_helper           L F U U F F F F F F F F F F
GET  accounts.end_membership          L F . . F F F F F F F F F F
POST accounts.end_membership          L F > > F F F F F F F F F F
GET  accounts.invitation              L F F F F F F F F F . F F F
POST accounts.decline_invitation      L F F F F F F F F F > F F F
POST accounts.accept_invitation       L F F F F F F F F F C F F F
POST accounts.revoke_invitation       L F > > F F F F F F F F F F
GET  calls.calls                      . . . . . . . . . . . . . .
GET  calls.call                       . . . . . . . . . . . . . .
GET  calls.apply                      L > . . . > > > > > > > > .
POST calls.apply                      L > U U U > > > > > > > > U
GET  calls.fund                       . . . . . . . . . . . . . .
GET  calls.quiz                       . . . . . . . . . . . . . .
POST calls.judge_quiz                 U U U U U U U U U U U U U U
GET  calls.applications               L . . . . . . . . . . . . .
GET  calls.application                L F . . F F F F F F F F . .
GET  calls.section                    L F . . F F F F F F F F . >
POST calls.save_section               L F > > F F F F F F F F > F
GET  calls.add_file                   L F . . F F F F F F F F . F
POST calls.add_file                   L F U U F F F F F F F F U F
GET  calls.attachment                 L F . . F . F F F F F F F F
GET  calls.application_pdf            L F . . F F F F F F F F . .
GET  calls.receipt_pdf                L F C C F F F F F F F F F F
GET  calls.blank_form                 . . . . . . . . . . . . . .
GET  calls.check_answers              L F . . F F F F F F F F . .
POST calls.submit_application         L F U U F F F F F F F F F F
GET  calls.withdraw                   L F . . F F F F F F F F F F
POST calls.withdraw                   L F > > F F F F F F F F F F
POST calls.reopen                     L F C C F F F F F F F F F F
GET  calls.clarification              L F . . F . F F F F F F F F
POST calls.answer_clarification       L F > > F F F F F F F F F F
GET  calls.appeal                     L F . . F . F F F . F F F F
POST calls.appeal                     L F C C F F F F F F F F F F
GET  calls.notify_me                  . . . . . . . . . . . . . .
POST calls.notify_me                  U U U U U U U U U U U U U U
GET  calls.confirm_notices            . . . . . . . . . . . . . .
POST calls.confirm_notices            C C C C C C C C C C C C C C
GET  calls.leave_notices              . . . . . . . . . . . . . .
POST calls.leave_notices              . . . . . . . . . . . . . .
GET  calls.ask_about                  L . . . . . . . . . . . . .
POST calls.ask_about                  L U U U U U U U U U U U U U
POST calls.tell_how_heard             L F U U F F F F F F F F F F
GET  calls.poster                     . . . . . . . . . . . . . .
GET  consultations.consultation       . . . . . . . . . . . . . .
POST consultations.reply              U U U U U U U U U U U U U U
GET  consultations.thanks             . . . . . . . . . . . . . .
GET  calls.sponsor                    L F . . F F F F F F F F F F
POST calls.sponsor                    L F U U F F F F F F F F F F
POST calls.withdraw_sponsor           L F > > F F F F F F F F F F
GET  calls.sponsorship                L F F F F F F F F F F F F .
POST calls.confirm_sponsorship        L F F F F F F F F F F F F U
GET  calls.decline_sponsorship        L F F F F F F F F F F F F .
POST calls.decline_sponsorship        L F F F F F F F F F F F F U
GET  calls.helped_groups              L . . . . . . . . . . . . .
POST calls.open_to_help               L F F F F F F F F F F F > F
GET  calls.help_given                 L F . . F F F F F F F F F F
POST accounts.end_help                L F > > F F F F F F F F > F
GET  calls_staff.desk                 L . . . . . . . . . . . . .
GET  calls_staff.add_fund             L F F F F F F F F F . F F F
POST calls_staff.add_fund             L F F F F F F F F F U F F F
GET  calls_staff.fund                 L F F F F . F F F F F F F F
GET  calls_staff.edit_fund            L F F F F . F F F F F F F F
POST calls_staff.edit_fund            L F F F F U F F F F F F F F
GET  calls_staff.people               L F F F F . F F F F F F F F
POST calls_staff.people               L F F F F U F F F F F F F F
GET  calls_staff.add_source           L F F F F . F F F F F F F F
POST calls_staff.add_source           L F F F F U F F F F F F F F
GET  calls_staff.edit_source          L F F F F . F F F F F F F F
POST calls_staff.edit_source          L F F F F U F F F F F F F F
POST calls_staff.remove_source        L F F F F > F F F F F F F F
GET  calls_staff.money                L F F F F . F F F F F F F F
POST calls_staff.money                L F F F F > F F F F F F F F
GET  calls_staff.aims                 L F F F F . F F F F F F F F
GET  calls_staff.add_aim              L F F F F . F F F F F F F F
POST calls_staff.add_aim              L F F F F U F F F F F F F F
GET  calls_staff.edit_aim             L F F F F . F F F F F F F F
POST calls_staff.edit_aim             L F F F F > F F F F F F F F
POST calls_staff.order_aim            L F F F F > F F F F F F F F
POST calls_staff.remove_aim           L F F F F > F F F F F F F F
GET  calls_staff.quiz                 L F F F F C F F F F F F F F
POST calls_staff.quiz                 L F F F F C F F F F F F F F
GET  calls_staff.quiz_question        L F F F F C F F F F F F F F
POST calls_staff.quiz_question        L F F F F C F F F F F F F F
POST calls_staff.order_quiz           L F F F F C F F F F F F F F
POST calls_staff.remove_quiz_question L F F F F C F F F F F F F F
GET  calls_staff.add_quiz_answer      L F F F F C F F F F F F F F
POST calls_staff.add_quiz_answer      L F F F F C F F F F F F F F
GET  calls_staff.edit_quiz_answer     L F F F F C F F F F F F F F
POST calls_staff.edit_quiz_answer     L F F F F C F F F F F F F F
POST calls_staff.remove_quiz_answer   L F F F F C F F F F F F F F
GET  calls_staff.add_theme            L F F F F . F F F F F F F F
POST calls_staff.add_theme            L F F F F U F F F F F F F F
GET  calls_staff.add_call             L F F F F . F F F F F F F F
POST calls_staff.add_call             L F F F F U F F F F F F F F
GET  calls_staff.call                 L F F F F . F F F F F F F F
GET  calls_staff.edit_call            L F F F F C F F F F F F F F
POST calls_staff.edit_call            L F F F F C F F F F F F F F
GET  calls_staff.tiers                L F F F F C F F F F F F F F
POST calls_staff.tiers                L F F F F C F F F F F F F F
POST calls_staff.remove_tier          L F F F F C F F F F F F F F
GET  calls_staff.form                 L F F F F . F F F F F F F F
POST calls_staff.form                 L F F F F U F F F F F F F F
GET  calls_staff.add_question         L F F F F . F F F F F F F F
POST calls_staff.add_question         L F F F F U F F F F F F F F
GET  calls_staff.edit_question        L F F F F . F F F F F F F F
POST calls_staff.edit_question        L F F F F U F F F F F F F F
POST calls_staff.order_question       L F F F F > F F F F F F F F
GET  calls_staff.correct_form         L F F F F . F F F F F F F F
POST calls_staff.correct_form         L F F F F C F F F F F F F F
GET  calls_staff.preview_form         L F F F F . F F F F F F F F
POST calls_staff.remove_question      L F F F F > F F F F F F F F
GET  calls_staff.preview              L F F F F . F F F F F F F F
POST calls_staff.open_call            L F F F F C F F F F F F F F
GET  calls_staff.translations         L F F F F . F F F F F F F F
GET  calls_staff.translation          L F F F F C F F F F F F F F
POST calls_staff.translation          L F F F F C F F F F F F F F
GET  calls_staff.translations_xliff   L F F F F . F F F F F F F F
GET  calls_staff.translations_sheet   L F F F F . F F F F F F F F
GET  calls_staff.bring_translations   L F F F F C F F F F F F F F
POST calls_staff.bring_translations   L F F F F C F F F F F F F F
POST calls_staff.store_translations   L F F F F C F F F F F F F F
POST calls_staff.waive                L F F F F C F F F F F F F F
POST calls_staff.take_back_waiver     L F F F F C F F F F F F F F
GET  calls_staff.call_file            L F F F F . F F F F F F F F
GET  calls_staff.bring_call           L F F F F . F F F F F F F F
POST calls_staff.bring_call           L F F F F U F F F F F F F F
POST calls_staff.make_call            L F F F F U F F F F F F F F
GET  calls_staff.copy_call            L F F F F . F F F F F F F F
POST calls_staff.copy_call            L F F F F U F F F F F F F F
GET  calls_staff.applications         L F F F F . F F F F F F F F
GET  calls_staff.application          L F F F F . F F F F F F F F
GET  calls_staff.application_pdf      L F F F F . F F F F F F F F
POST calls_staff.application_zip      L F F F F . F F F F F F F F
POST calls_staff.bids_csv             L F F F F . F F F F F F F F
POST calls_staff.bids_xlsx            L F F F F . F F F F F F F F
POST calls_staff.ask_for_bundle       L F F F F > F F F F F F F F
GET  calls_staff.bundle               L F F F F . F F F F F F F F
POST calls_staff.take_bundle          L F F F F C F F F F F F F F
GET  calls_staff.enter                L F F F F . F F F F F F F F
POST calls_staff.enter                L F F F F U F F F F F F F F
GET  calls_staff.clarifications       L F F F F . F F F F F F F F
GET  calls_staff.ask                  L F F F F C F F F F F F F F
POST calls_staff.ask                  L F F F F C F F F F F F F F
GET  calls_staff.clarification        L F F F F . F F F F F F F F
GET  calls_staff.appeals              L F F F F . F F F F F F F F
GET  calls_staff.appeal               L F F F F . F F F . F F F F
POST calls_staff.assign_appeal        L F F F F U F F F F F F F F
POST calls_staff.answer_appeal        L F F F F F F F F U F F F F
GET  calls_staff.announcements        L F F F F . F F F F F F F F
POST calls_staff.announcements        L F F F F U F F F F F F F F
GET  calls_staff.enquiries            L F F F F . F F F F F F F F
GET  calls_staff.answer_enquiry       L F F F F . F F F F F F F F
POST calls_staff.answer_enquiry       L F F F F U F F F F F F F F
GET  calls_staff.alternatives         L F F F F . F F F F F F F F
POST calls_staff.alternatives         L F F F F U F F F F F F F F
POST calls_staff.remove_alternative   L F F F F > F F F F F F F F
GET  calls_staff.heard                L F F F F . F F F F F F F F
GET  calls_staff.add_consultation     L F F F F . F F F F F F F F
POST calls_staff.add_consultation     L F F F F U F F F F F F F F
GET  calls_staff.consultation         L F F F F . F F F F F F F F
GET  calls_staff.edit_consultation    L F F F F . F F F F F F F F
POST calls_staff.edit_consultation    L F F F F U F F F F F F F F
GET  calls_staff.add_need             L F F F F . F F F F F F F F
POST calls_staff.add_need             L F F F F U F F F F F F F F
POST calls_staff.drop_need            L F F F F > F F F F F F F F
POST calls_staff.publish_consultation L F F F F > F F F F F F F F
GET  calls_staff.consultation_results L F F F F . F F F F F F F F
GET  review.reviews                   L . . . . . . . . . . . . .
GET  review.invitation                L F F F F F F . F F F F F F
POST review.answer_invitation         L F F F F F F C F F F F F F
GET  review.review                    L F F F F F F . F F F F F F
POST review.save_review               L F F F F F F > F F F F F F
POST review.clear_conflict            L F F F F F F > F F F F F F
GET  review.declare_conflict          L F F F F F F . F F F F F F
POST review.declare_conflict          L F F F F F F U F F F F F F
GET  review.file                      L F F F F F F . F F F F F F
GET  review.panel                     L F F F F F F . F F F F F F
GET  review.agenda                    L F F F F F F . F F F F F F
GET  review.panel_bid                 L F F F F F F . F F F F F F
POST review.clear_panel_bid           L F F F F F F > F F F F F F
GET  review.declare_panel_conflict    L F F F F F F . F F F F F F
POST review.declare_panel_conflict    L F F F F F F U F F F F F F
GET  review.panel_file                L F F F F F F . F F F F F F
POST review.say                       L F F F F F F U F F F F F F
GET  review_staff.moderation          L F F F F . F F F F F F F F
GET  review_staff.agenda              L F F F F . F F F F F F F F
GET  review_staff.moderate            L F F F F . F F F F F F F F
GET  review_staff.agree               L F F F F . F F F F F F F F
POST review_staff.agree               L F F F F U F F F F F F F F
GET  review_staff.take_back           L F F F F . F F F F F F F F
POST review_staff.take_back           L F F F F U F F F F F F F F
POST review_staff.calibrate           L F F F F > F F F F F F F F
POST review_staff.take_ranking        L F F F F . F F F F F F F F
POST review.reopen_review             L F F F F F F C F F F F F F
GET  review.decline                   L F F F F F F . F F F F F F
POST review.decline                   L F F F F F F U F F F F F F
GET  review.sheet                     L F F F F F F . . . F F F F
POST review.sheet                     L F F F F F F U U U F F F F
POST review.store_sheet               L F F F F F F U U U F F F F
GET  review.sheet_file                L F F F F F F . . . F F F F
GET  review.translations              L . . . . . . . . . . . . .
GET  review.translate                 L F F F F F F F F F F F F F
POST review.translate                 L F F F F F F F F F F F F F
GET  review_staff.review              L F F F F . F F F F F F F F
GET  review_staff.translations_of_bids L F F F F . F F F F F F F F
GET  review_staff.phases              L F F F F . F F F F F F F F
POST review_staff.phases              L F F F F U F F F F F F F F
GET  review_staff.add_criterion       L F F F F . F F F F F F F F
POST review_staff.add_criterion       L F F F F U F F F F F F F F
GET  review_staff.edit_criterion      L F F F F . F F F F F F F F
POST review_staff.edit_criterion      L F F F F U F F F F F F F F
POST review_staff.remove_criterion    L F F F F > F F F F F F F F
POST review_staff.copy_criteria       L F F F F C F F F F F F F F
GET  review_staff.edit_phase          L F F F F . F F F F F F F F
POST review_staff.edit_phase          L F F F F U F F F F F F F F
POST review_staff.move_phase          L F F F F C F F F F F F F F
POST review_staff.remove_phase        L F F F F C F F F F F F F F
GET  review_staff.close_phase         L F F F F . F F F F F F F F
POST review_staff.close_phase         L F F F F U F F F F F F F F
GET  review_staff.closed_phase        L F F F F . F F F F F F F F
POST review_staff.open_phase          L F F F F C F F F F F F F F
GET  review_staff.recommendations     L F F F F . F F F F F F F F
GET  review_staff.recommend           L F F F F . F F F F F F F F
POST review_staff.recommend           L F F F F U F F F F F F F F
GET  review_staff.eligibility         L F F F F . F F F F F F F F
GET  review_staff.check_eligibility   L F F F F . F F F F F F F F
POST review_staff.check_eligibility   L F F F F > F F F F F F F F
GET  review_staff.panel               L F F F F . F F F F F F F F
POST review_staff.panel               L F F F F U F F F F F F F F
GET  review.my_part                     L F F F F F F . F F F F F F
POST review.my_part                     L F F F F F F U F F F F F F
GET  review.objections                  L F . . F F F F F F F F F F
POST review.objections                  L F U U F F F F F F F F F F
POST review.take_back_objection         L F > > F F F F F F F F F F
GET  review_staff.edit_member           L F F F F . F F F F F F F F
POST review_staff.edit_member           L F F F F U F F F F F F F F
GET  review_staff.end_seat              L F F F F . F F F F F F F F
POST review_staff.end_seat              L F F F F U F F F F F F F F
POST review_staff.withdraw_invitation   L F F F F C F F F F F F F F
GET  review_staff.terms                 L F F F F . F F F F F F F F
POST review_staff.terms                 L F F F F > F F F F F F F F
POST review_staff.drop_terms            L F F F F > F F F F F F F F
GET  review_staff.areas                 L F F F F . F F F F F F F F
POST review_staff.areas                 L F F F F U F F F F F F F F
GET  review_staff.rename_area           L F F F F . F F F F F F F F
POST review_staff.rename_area           L F F F F > F F F F F F F F
POST review_staff.remove_area           L F F F F > F F F F F F F F
GET  review_staff.ties                  L F F F F . F F F F F F F F
POST review_staff.find_ties             L F F F F > F F F F F F F F
GET  review_staff.declare_tie           L F F F F . F F F F F F F F
POST review_staff.declare_tie           L F F F F U F F F F F F F F
GET  review_staff.tie                   L F F F F . F F F F F F F F
POST review_staff.settle_tie            L F F F F U F F F F F F F F
GET  review_staff.assignments         L F F F F . F F F F F F F F
POST review_staff.assignments         L F F F F > F F F F F F F F
GET  review_staff.assign_bid          L F F F F . F F F F F F F F
POST review_staff.assign_bid          L F F F F > F F F F F F F F
GET  review_staff.assigned_to         L F F F F . F F F F F F F F
GET  review_staff.assignments_csv     L F F F F . F F F F F F F F
GET  review_staff.bring_assignments   L F F F F . F F F F F F F F
POST review_staff.bring_assignments   L F F F F U F F F F F F F F
POST review_staff.store_assignments   L F F F F U F F F F F F F F
GET  review_staff.propose             L F F F F . F F F F F F F F
POST review_staff.propose             L F F F F U F F F F F F F F
POST review_staff.fill_gaps           L F F F F > F F F F F F F F
GET  review_staff.proposal            L F F F F . F F F F F F F F
POST review_staff.apply_proposal      L F F F F C F F F F F F F F
POST review_staff.drop_proposal       L F F F F C F F F F F F F F
POST review_staff.propose_again       L F F F F > F F F F F F F F
GET  review_staff.ranking             L F F F F . F F F F F F F F
GET  review_staff.decisions           L F F F F . F F F F F F F F
GET  review_staff.decide              L F F F F . F F F F F F F F
POST review_staff.decide              L F F F F C F F F F F F F F
POST review_staff.approve             L F F F F > F F F F F F F F
GET  review_staff.send_back           L F F F F C F F F F F F F F
POST review_staff.send_back           L F F F F C F F F F F F F F
GET  review_staff.vet                 L F F F F . F F F F F F F F
POST review_staff.vet                 L F F F F C F F F F F F F F
GET  review_staff.portfolio           L F F F F . F F F F F F F F
POST review_staff.portfolio           L F F F F U F F F F F F F F
GET  review_staff.portfolio_found     L F F F F . F F F F F F F F
POST review_staff.keep_portfolio      L F F F F C F F F F F F F F
GET  awards.awards                    . . . . . . . . . . . . . .
GET  awards.open_data                 . . . . . . . . . . . . . .
GET  awards.own_awards                L . . . . . . . . . . . . .
GET  awards.award                     L F . . F F F F F F F F F F
POST awards.accept                    L F C C F F F F F F F F F F
GET  awards.refuse                    L F C C F F F F F F F F F F
POST awards.refuse                    L F C C F F F F F F F F F F
GET  awards.letter_of                 L F . . F . F F F F F F F F
GET  awards_staff.awards              L F F F F . F F F F F F F F
GET  awards_staff.release             L F F F F . F F F F F F F F
POST awards_staff.release             L F F F F C F F F F F F F F
POST awards_staff.call_off            L F F F F > F F F F F F F F
GET  awards_staff.letters             L F F F F . F F F F F F F F
GET  awards_staff.letter              L F F F F . F F F F F F F F
POST awards_staff.letter              L F F F F C F F F F F F F F
GET  awards.agreement                 L F . . F . F F F F F F F F
GET  awards.agreement_pdf             L F . . F . F F F F F F F F
GET  awards_staff.agreement_terms     L F F F F . F F F F F F F F
POST awards_staff.agreement_terms     L F F F F U F F F F F F F F
POST awards_staff.drop_agreement_terms L F F F F > F F F F F F F F
GET  awards_staff.agreement           L F F F F . F F F F F F F F
POST awards_staff.agreement           L F F F F C F F F F F F F F
GET  awards_staff.conditions          L F F F F C F F F F F F F F
POST awards_staff.conditions          L F F F F C F F F F F F F F
POST awards_staff.begin_agreement     L F F F F C F F F F F F F F
GET  awards_staff.more_time           L F F F F C F F F F F F F F
POST awards_staff.more_time           L F F F F C F F F F F F F F
POST awards_staff.lapse               L F F F F C F F F F F F F F
GET  awards_staff.call_up             L F F F F C F F F F F F F F
POST awards_staff.call_up             L F F F F C F F F F F F F F
GET  awards_staff.award               L F F F F . F F F F F F F F
POST awards_staff.award               L F F F F C F F F F F F F F
GET  awards.ask_for_change            L F . . F F F F F F F F F F
POST awards.ask_for_change            L F U U F F F F F F F F F F
GET  awards.change                    L F . . F F F F F F F F F F
POST awards.withdraw_change           L F > > F F F F F F F F F F
GET  awards.award_spending            L F . . F F F F F F F F F F
POST awards.award_spending            L F U U F F F F F F F F F F
GET  awards.spend                     L F . . F F F F F F F F F F
POST awards.spend                     L F U U F F F F F F F F F F
GET  awards.receipt                   L F . . F F F F F F F F F F
POST awards.receipt                   L F U U F F F F F F F F F F
GET  awards.receipt_file              L F . . F . F F F F F F F F
GET  awards_staff.change              L F F F F . F F F F F F F F
POST awards_staff.change              L F F F F U F F F F F F F F
POST awards_staff.approve_change      L F F F F C F F F F F F F F
GET  awards_staff.award_spending      L F F F F . F F F F F F F F
POST awards_staff.take_spending       L F F F F . F F F F F F F F
GET  awards_staff.budget              L F F F F C F F F F F F F F
POST awards_staff.budget              L F F F F C F F F F F F F F
POST awards_staff.agree_to_spend      L F F F F C F F F F F F F F
GET  awards_staff.query_spend         L F F F F . F F F F F F F F
POST awards_staff.query_spend         L F F F F U F F F F F F F F
GET  awards_staff.award_cases         L F F F F . F F F F F F F F
POST awards_staff.award_cases         L F F F F U F F F F F F F F
GET  awards_staff.case                L F F F F . F F F F F F F F
POST awards_staff.case                L F F F F U F F F F F F F F
POST awards.drop_spend                L F > > F F F F F F F F F F
GET  awards.due                       L F . . F F F F F F F F F F
POST awards.give_due                  L F U U F F F F F F F F F F
GET  awards.due_paper                 L F N N F N F F F F F F F F
GET  awards.bank                      L F . . F F F F F F F F F F
POST awards.bank                      L F C C F F F F F F F F F F
POST awards.stop_bank                 L F > > F F F F F F F F F F
GET  awards_staff.checklist           L F F F F . F F F F F F F F
POST awards_staff.checklist           L F F F F U F F F F F F F F
GET  awards_staff.due_item            L F F F F . F F F F F F F F
POST awards_staff.due_item            L F F F F > F F F F F F F F
POST awards_staff.order_due_item      L F F F F > F F F F F F F F
POST awards_staff.remove_due_item     L F F F F > F F F F F F F F
GET  awards_staff.due                 L F F F F . F F F F F F F F
POST awards_staff.look_at_due         L F F F F C F F F F F F F F
POST awards_staff.clear_due           L F F F F C F F F F F F F F
POST awards_staff.send_back_due       L F F F F C F F F F F F F F
GET  awards_staff.bank                L F F F F . F F F F F F F F
POST awards_staff.approve_bank        L F F F F > F F F F F F F F
POST awards_staff.refuse_bank         L F F F F U F F F F F F F F
POST awards_staff.reveal_bank         L F F F F U F F F F F F F F
GET  awards_staff.bank_evidence       L F F F F N F F F F F F F F
GET  awards_staff.award_money         L F F F F . F F F F F F F F
GET  awards_staff.split               L F F F F . F F F F F F F F
POST awards_staff.split               L F F F F C F F F F F F F F
GET  awards_staff.plan                L F F F F . F F F F F F F F
POST awards_staff.plan                L F F F F C F F F F F F F F
GET  awards_staff.payment             L F F F F . F F F F F F F F
POST awards_staff.prepare             L F F F F C F F F F F F F F
POST awards_staff.send_payment_back   L F F F F C F F F F F F F F
POST awards_staff.release_payment     L F F F F C F F F F F F F F
POST awards_staff.note_as_met         L F F F F C F F F F F F F F
POST awards_staff.withhold            L F F F F U F F F F F F F F
POST awards_staff.let_payment_go      L F F F F C F F F F F F F F
POST awards_staff.cancel_payment      L F F F F C F F F F F F F F
GET  awards_staff.ask_back            L F F F F . F F F F F F F F
POST awards_staff.ask_back            L F F F F U F F F F F F F F
GET  awards_staff.repayment           L F F F F . F F F F F F F F
POST awards_staff.receive             L F F F F U F F F F F F F F
POST awards_staff.waive_repayment     L F F F F U F F F F F F F F
GET  awards_staff.payments            L F F F F . F F F F F F F F
POST awards_staff.payments            L F F F F U F F F F F F F F
POST awards_staff.take_batch          L F F F F C F F F F F F F F
GET  awards_staff.bank_statements     L F F F F . F F F F F F F F
POST awards_staff.bank_statements     L F F F F U F F F F F F F F
POST awards_staff.read_statement      L F F F F U F F F F F F F F
GET  awards_staff.bank_statement      L F F F F . F F F F F F F F
GET  awards_staff.match_line          L F F F F . F F F F F F F F
POST awards_staff.match_line          L F F F F U F F F F F F F F
POST awards_staff.set_line_aside      L F F F F U F F F F F F F F
GET  awards_staff.balances            L F F F F . F F F F F F F F
GET  awards_staff.account_lines       L F F F F . F F F F F F F F
GET  awards_staff.publication         L F F F F . F F F F F F F F
POST awards_staff.publication         L F F F F C F F F F F F F F
GET  awards_staff.programme           L F F F F . F F F F F F F F
POST awards_staff.programme_csv       L F F F F . F F F F F F F F
POST awards_staff.programme_xlsx      L F F F F . F F F F F F F F
GET  mel.report                       L F . . F . F F F F F . F F
POST mel.report                       L F > > F F F F F F F F F F
GET  surveys.concern                  . . . . . . . . . . . . . .
POST surveys.confide                  U U U U U U U U U U U U U U
GET  surveys.confided                 . . . . . . . . . . . . . .
GET  concerns.desk                    L F F F F . F F F F F F F F
GET  concerns.queue                   L F F F F . F F F F F F F F
GET  concerns.count                   L F F F F . F F F F F F F F
GET  concerns.concern                 L F F F F . F F F F F F F F
POST concerns.open_concern            L F F F F . F F F F F F F F
POST concerns.settle                  L F F F F U F F F F F F F F
POST concerns.reopen                  L F F F F C F F F F F F F F
GET  mel.ways_in                      L F . . F . F F F F F . F F
GET  mel.survey_poster                L F . . F . F F F F F . F F
GET  mel.survey_on_paper              L F . . F . F F F F F . F F
GET  mel.keying                       L F . . F . F F F F F . F F
POST mel.key_sheet                    L F U U F U F F F F F U F F
GET  mel.tickets                      L F . . F . F F F F F . F F
POST mel.tickets                      L F U U F U F F F F F U F F
POST mel.only_tickets                 L F > > F > F F F F F > F F
GET  mel.short                        > > > > > > > > > > > > > >
GET  mel.once                         > > > > > > > > > > > > > >
GET  surveys.worker                   . . . . . . . . . . . . . .
GET  surveys.survey                   . . . . . . . . . . . . . .
GET  surveys.kiosk                    . . . . . . . . . . . . . .
GET  surveys.begin                    . . . . . . . . . . . . . .
POST surveys.go_on                    U U U U U U U U U U U U U U
GET  surveys.once                     > > > > > > > > > > > > > >
GET  surveys.thanks                   . . . . . . . . . . . . . .
GET  mel_staff.desk                   L F F F F . . F F F . . F F
GET  mel_staff.instruments            L F F F F . . F F F . . F F
GET  mel.counts                       L F . . F . F F F F F . F F
GET  mel_staff.suite                  L F F F F . F F F F F . F F
GET  mel_staff.frame_suite            L F F F F . F F F F F . F F
POST mel_staff.frame_suite            L F F F F U F F F F F U F F
GET  mel_staff.choose_instruments     L F F F F . F F F F F . F F
POST mel_staff.choose_instruments     L F F F F C F F F F F C F F
POST mel_staff.order_instrument       L F F F F > F F F F F > F F
POST mel_staff.remove_instrument      L F F F F > F F F F F > F F
GET  mel_staff.instrument             L F F F F . . F F F . . F F
GET  mel_staff.instrument_file        L F F F F . . F F F . . F F
GET  mel_staff.bring_instruments      L F F F F . . F F F F . F F
POST mel_staff.bring_instruments      L F F F F U U F F F F U F F
POST mel_staff.take_instruments       L F F F F U U F F F F U F F
GET  mel_staff.surveys                L F F F F . F F F F F . F F
POST mel_staff.surveys                L F F F F C F F F F F C F F
POST mel_staff.close_surveys          L F F F F > F F F F F > F F
GET  mel_staff.survey_of              L F F F F . F F F F F . F F
POST mel_staff.survey_of              L F F F F > F F F F F > F F
POST mel_staff.close_survey           L F F F F > F F F F F > F F
POST mel_staff.open_survey            L F F F F > F F F F F > F F
POST mel_staff.renew_survey           L F F F F C F F F F F C F F
GET  mel_staff.quality                L F F F F . F F F F F . F F
POST mel_staff.weigh                  L F F F F > F F F F F > F F
GET  mel_staff.reliability            L F F F F . F F F F F . F F
GET  mel_staff.doubts                 L F F F F F F F F F F . F F
POST mel_staff.doubts                 L F F F F F F F F F F U F F
GET  mel_staff.response               L F F F F F F F F F F . F F
POST mel_staff.exclude                L F F F F F F F F F F U F F
POST mel_staff.restore                L F F F F F F F F F F C F F
POST mel_staff.prefer                 L F F F F F F F F F F C F F
POST mel_staff.part                   L F F F F F F F F F F C F F
GET  mel_staff.brought_files          L F F F F . F F F F F . F F
POST mel_staff.bring_file             L F F F F U F F F F F U F F
GET  mel_staff.brought_file           L F F F F . F F F F F . F F
POST mel_staff.map_file               L F F F F > F F F F F > F F
POST mel_staff.read_file_as           L F F F F > F F F F F > F F
GET  mel_staff.check_file             L F F F F . F F F F F . F F
POST mel_staff.take_file              L F F F F > F F F F F > F F
POST mel_staff.give_up_file           L F F F F > F F F F F > F F
GET  mel_staff.take_back_file         L F F F F F F F F F F C F F
POST mel_staff.take_back_file         L F F F F F F F F F F C F F
GET  mel_staff.outputs                L F F F F . F F F F F . F F
POST mel_staff.outputs                L F F F F U F F F F F U F F
POST mel_staff.drop_output            L F F F F > F F F F F > F F
GET  evaluation.evaluations           . . . . . . . . . . . . . .
GET  evaluation.evaluation            . . . . . . . . . . . . . .
GET  evaluation.rounds                . . . . . . . . . . . . . .
GET  evaluation.report_pdf            . . . . . . . . . . . . . .
GET  evaluation.report_json           . . . . . . . . . . . . . .
GET  evaluation.edition               . . . . . . . . . . . . . .
GET  evaluation.edition_pdf           . . . . . . . . . . . . . .
GET  evaluation.edition_json          . . . . . . . . . . . . . .
GET  evaluation.number                . . . . . . . . . . . . . .
GET  evaluation.edition_number        . . . . . . . . . . . . . .
GET  evaluation_staff.number          L F F F F . F F F F F . F F
GET  evaluation_staff.evaluation      L F F F F . F F F F F . F F
POST evaluation_staff.evaluate        L F F F F F F F F F F > F F
GET  evaluation_staff.report          L F F F F . F F F F F . F F
GET  evaluation_staff.whole_report    L F F F F . F F F F F . F F
GET  evaluation_staff.frame_report    L F F F F F F F F F F . F F
POST evaluation_staff.frame_report    L F F F F F F F F F F U F F
GET  evaluation_staff.part            L F F F F . F F F F F . F F
POST evaluation_staff.part            L F F F F F F F F F F C F F
GET  evaluation_staff.versions        L F F F F . F F F F F . F F
POST evaluation_staff.put_back        L F F F F F F F F F F > F F
POST evaluation_staff.comment         L F F F F U F F F F F F F F
POST evaluation_staff.answer_comment  L F F F F F F F F F F U F F
GET  evaluation_staff.add_story       L F F F F F F F F F F . F F
POST evaluation_staff.add_story       L F F F F F F F F F F U F F
GET  evaluation_staff.edit_story      L F F F F F F F F F F . F F
POST evaluation_staff.edit_story      L F F F F F F F F F F U F F
POST evaluation_staff.order_story     L F F F F F F F F F F > F F
POST evaluation_staff.remove_story    L F F F F F F F F F F > F F
GET  evaluation_staff.add_recommendation L F F F F F F F F F F . F F
POST evaluation_staff.add_recommendation L F F F F F F F F F F U F F
GET  evaluation_staff.edit_recommendation L F F F F F F F F F F . F F
POST evaluation_staff.edit_recommendation L F F F F F F F F F F > F F
POST evaluation_staff.order_recommendation L F F F F F F F F F F > F F
POST evaluation_staff.remove_recommendation L F F F F F F F F F F > F F
GET  evaluation_staff.fates           L F F F F F F F F F F . F F
POST evaluation_staff.fates           L F F F F F F F F F F > F F
GET  evaluation_staff.check_publication L F F F F F F F F F F . F F
POST evaluation_staff.publish         L F F F F F F F F F F C F F
GET  evaluation_staff.plan            L F F F F . F F F F F . F F
GET  evaluation_staff.declare         L F F F F F F F F F F . F F
POST evaluation_staff.declare         L F F F F F F F F F F U F F
GET  evaluation_staff.report_pdf      L F F F F . F F F F F . F F
GET  evaluation_staff.report_json     L F F F F . F F F F F . F F
GET  evaluation_staff.packages        L F F F F F F F F F F . F F
POST evaluation_staff.ask_for_package L F F F F F F F F F F U F F
POST evaluation_staff.take_package    L F F F F F F F F F F C F F
GET  evaluation_staff.package_file    L F F F F F F F F F F C F F
"""
ROWS = {
    (endpoint, method): dict(zip(PEOPLE, letters, strict=True))
    for method, endpoint, *letters in map(str.split, MATRIX.strip().splitlines())
}


class Made:
    """What makes a call known, and the keys that its routes want."""

    def __init__(self, fund, call, cast):
        wish = {"language": "en", "themes": []}
        one = telling.wish_for_letters(fund, email="i@example.org", **wish)
        asked = telling_applicants.ask(call, "Why?", language="en", by=cast.zed)
        facts = {"format": "audio", "title": "t", "address": "https://example.org"}
        link = telling_applicants.link(call, by=cast.stella, language="en", **facts)
        survey = self.consultation(fund, cast.stella)
        telling_consulting.publish(survey, by=cast.stella)
        draft = self.consultation(fund, cast.stella)
        db.session.commit()
        token = telling.leaving_token(one)
        key, written = {"key": survey.id}, {"key": draft.id, "code": "q1"}
        of_drafts = ("consultation", "edit_consultation", "add_need", "drop_need")
        of_drafts += ("publish_consultation", "consultation_results")
        self.keys = {
            "calls.notify_me": {"key": fund.id},
            "calls.confirm_notices": {"key": one.id, "secret": "x"},
            "calls.leave_notices": {"token": token},
            "calls.poster": {"reference": "CF1", "language": "pl"},
            "consultations.consultation": key,
            "consultations.reply": key,
            "consultations.thanks": key,
            "calls_staff.answer_enquiry": {"key": asked.id},
            "calls_staff.remove_alternative": {"reference": "CF1", "key": link.id},
        } | {f"calls_staff.{name}": written for name in of_drafts}

    @staticmethod
    def consultation(fund, by):
        more = {"intro": text("i"), "consent": text("c")}
        until = clock.now() + timedelta(days=1)
        made = telling_consulting.add_consultation(
            fund, by=by, title=text("t"), closes_at=until, **more
        )
        for _ in range(2):
            telling_consulting.add_question(
                made, kind=Kind.LONG, label=text("l"), options=[], by=by
            )
        return made


class World:
    """A round in full swing, and the keys that routes want."""

    def __init__(self, cast):
        self.cast, fund = cast, a_fund(cast.stella)
        a_fund(cast.otto)
        call = a_call(fund, cast.stella)
        an_aim(fund, cast.stella)
        a_quiz(call, cast.stella)
        group, _other = a_group(cast.amina, cast.bo), a_group(cast.omar, name="Goals")
        draft = a_draft(call, group, cast.amina, need=None)
        self.bid = bid = a_bid(call, group, cast.amina)
        attachment = self._attach(bid, cast)
        self._team(call, group, draft, cast)
        eligible(bid, cast.stella)
        panel = [a_moderator(call, p, cast.stella) for p in (cast.rosa, cast.ravi)]
        a_moderator(call, cast.mei, cast.stella)
        rosas, ravis = assigned(bid, *panel, by=cast.stella)
        declaring.clear_conflict(rosas, by=cast.rosa)
        declaring.declare_conflict(ravis, reason="a tie", by=cast.ravi)
        db.session.commit()
        phase = scoring_phase(call)
        self._propose(phase, bid, panel[0], cast)
        meeting = self._meeting(call, bid, phase, attachment, panel[0], cast)
        decision = deciding.decide(
            bid,
            outcome=Outcome.FUND,
            amount=100,
            reason="r",
            feedback="f",
            by=cast.stella,
        )
        db.session.commit()
        asked, appeal = self._asked_and_appealed(call, group, cast)
        award = an_award(a_bid(call, group, cast.amina), cast.stella, cast.otto)
        survey = a_survey(award)
        led_by = {"lead": cast.stella}
        suite = a_suite(call, cast.stella, *survey.instruments, **led_by)
        tool = suite.instruments[0]
        (token,) = ticketing.draw(1)
        ticketing.keep(survey, [token], Moment.T1, by=cast.stella)
        give_role(cast.eva, Duty.EVALUATOR, fund=fund)
        answered(survey, [("one", {"t1": {"bear": 2}})])
        response = db.session.scalar(select(Response.id))
        evaluation = evaluating.evaluate(call, by=cast.stella)
        db.session.flush()
        reported = self._reported(call, evaluation, cast)
        wish = {"reason": "r", "k": 5, "by": cast.eva}
        package = {"key": packaging.ask_for(evaluation, **wish).id}
        bundle = bundling.ask_for(call, by=cast.stella, language="en")
        db.session.commit()
        self.bids = {"calls.attachment": attachment, "review.file": attachment}
        self.keys = {
            "calls": {"key": draft.id, "reference": "CF1", "code": "details"},
            "calls_staff": {"key": fund.id, "reference": "CF1", "code": "small"},
            "review": {"key": rosas.id, "attachment": attachment},
            "review_staff": {"key": phase.id, "reference": "CF1"},
            "awards": {"key": award.id},
            "awards_staff": {"key": award.id, "reference": "CF1", "ending": "csv"},
            "mel": {"key": award.id},
            "concerns": {"key": confided.told(survey).id, "reference": "CF1"},
            "mel_staff": {
                "key": award.id,
                "reference": "CF1",
                "code": "calm",
                "version": 1,
                "kind": "xlsx",
            },
            "surveys": {"key": survey.key, "word": "after", "token": token},
            "evaluation": {"reference": "CF1", "number": 1},
            "evaluation_staff": {"key": evaluation.id, "reference": "CF1"},
        }
        advice, advised = self._advised(fund, group, cast)
        told = Made(fund, call, cast)
        source = fund.sources[0].id
        quiz = {"reference": "CF1", "code": "small", "answer": "yes"}
        self.special = told.keys | {
            **meeting,
            **self._money(call, award, cast),
            "calls.tell_how_heard": {"key": bid.id},
            "static": {"filename": "icon.svg"},
            **self.team,
            **self.assigning,
            "accounts.edit_organisation": {"key": group.id},
            "calls.withdraw": {"key": a_draft(call, group, cast.amina).id},
            "calls.clarification": {"key": asked},
            "calls.answer_clarification": {"key": asked},
            "calls.appeal": {"key": appeal.application_id},
            "calls_staff.ask": {"key": bid.id},
            "calls_staff.clarification": {"key": asked},
            "calls_staff.appeal": {"key": appeal.id},
            "calls_staff.assign_appeal": {"key": appeal.id},
            "calls_staff.answer_appeal": {"key": appeal.id},
            "calls.add_file": {"key": draft.id, "code": "evidence"},
            "calls.attachment": {"key": attachment},
            "calls.fund": {"key": fund.id},
            "evaluation.rounds": {"key": fund.id},
            "evaluation.number": {"reference": "CF1", "path": "awards"},
            "evaluation.edition_number": {
                "reference": "CF1",
                "number": 1,
                "path": "awards",
            },
            "evaluation_staff.number": {"reference": "CF1", "path": "awards"},
            "calls_staff.edit_source": {"key": fund.id, "source": source},
            "calls_staff.remove_source": {"key": fund.id, "source": source},
            "calls_staff.quiz_question": quiz,
            "calls_staff.order_quiz": quiz,
            "calls_staff.remove_quiz_question": quiz,
            "calls_staff.add_quiz_answer": quiz,
            "calls_staff.edit_quiz_answer": quiz,
            "calls_staff.remove_quiz_answer": quiz,
            "calls_staff.edit_question": {"reference": "CF1", "code": "need"},
            "calls_staff.remove_question": {"reference": "CF1", "code": "need"},
            "calls_staff.order_question": {"reference": "CF1", "code": "need"},
            "calls_staff.application": {"key": bid.id},
            "calls_staff.translation": {
                "reference": "CF1",
                "language": "ar",
                "path": "call/title",
            },
            "calls_staff.translations_xliff": {
                "reference": "CF1",
                "source": "en",
                "target": "ar",
            },
            "calls_staff.take_back_waiver": {"reference": "CF1", "language": "ar"},
            "calls_staff.application_pdf": {"key": bid.id},
            "evaluation_staff.take_package": package,
            "evaluation_staff.package_file": package,
            "calls_staff.bundle": {"key": bundle.id},
            "calls_staff.take_bundle": {"key": bundle.id},
            "calls_staff.application_zip": {"key": bid.id},
            "review.invitation": {"key": panel[0].id},
            "review.answer_invitation": {"key": panel[0].id},
            **self._tied(call, bid, panel, cast),
            **self._checked(award, cast),
            "review_staff.edit_criterion": {"key": phase.criteria[-1].id},
            "review_staff.remove_criterion": {"key": phase.criteria[-1].id},
            "review.sheet": {"key": phase.id},
            "review.sheet_file": {"key": phase.id},
            "review.store_sheet": {"key": phase.id},
            "review.translate": {
                "seat": panel[0].id,
                "key": bid.id,
                "language": "ar",
            },
            "review_staff.review": {"key": rosas.id},
            "review_staff.check_eligibility": {"reference": "CF1", "key": bid.id},
            "review_staff.recommendations": {"key": advice.id},
            "review_staff.recommend": {"key": advice.id, "bid": advised.id},
            "review_staff.decide": {"reference": "CF1", "key": bid.id},
            "review_staff.send_back": {"key": decision.id},
            **self._deciding(call, bid, decision, cast),
            "awards.agreement_pdf": {"key": award.id, "number": 1},
            **self._changing(a_bid(call, group, cast.amina), cast),
            "mel_staff.close_survey": {"key": survey.key},
            **self._ways(award, survey, cast),
            **{
                f"mel_staff.{name}_survey": {"key": survey.key}
                for name in ("close", "open", "renew")
            },
            **{
                f"mel_staff.{name}_instrument": {"reference": "CF1", "key": tool.id}
                for name in ("order", "remove")
            },
            "mel_staff.doubts": {"reference": "CF1", "rule": "too_fast"},
            **{f"mel_staff.{deed}": {"key": response} for deed in DEEDS_ON_ONE},
            **reported,
            **self._brought(call, cast),
            "mel_staff.drop_output": {"key": queries.outputs_of(award)[0].id},
        }

    @staticmethod
    def _reported(call, evaluation, cast):
        """A report with a comment that waits, and an edition of it without a story."""
        report = writing.report_for(call)
        writing.save_section(
            report, ReportPart.LIMITS, {"en": "Few came."}, by=cast.eva
        )
        said = {"language": "en", "by": cast.stella}
        comment = commenting.add_comment(
            report, ReportPart.LIMITS, "Many came.", **said
        )
        editions.publish(report, evaluation, reason="", by=cast.eva)
        advice = writing.save_recommendation(report, None, text("Ask."), by=cast.eva)
        story = writing.save_story(
            report,
            None,
            award=None,
            title=text("A door"),
            words=text("It opened."),
            permission=Permission.UNNAMED,
            permission_by="Amina",
            permission_on=date(2026, 11, 1),
            by=cast.eva,
        )
        db.session.commit()
        part = {"reference": "CF1", "part": "limits", "number": 1}
        of = {"story": story.id, "recommendation": advice.id}
        return {
            **{f"evaluation_staff.{p}": part for p in ("part", "versions", "put_back")},
            "evaluation_staff.comment": part,
            "evaluation_staff.answer_comment": {"key": comment.id},
            **{
                f"evaluation_staff.{deed}_{kind}": {"reference": "CF1", "key": key}
                for deed in ("add", "edit", "order", "remove")
                for kind, key in of.items()
            },
        }

    @staticmethod
    def _ways(award, survey, cast):
        """A link that works once, and the addresses that a hand can type."""
        (token,) = ticketing.draw(1)
        ticketing.keep(survey, [token], Moment.T1, by=cast.amina)
        db.session.commit()
        printed = {"key": award.id, "when": "after", "language": "en"}
        return {
            "mel.survey_poster": printed,
            "mel.survey_on_paper": printed,
            "mel.short": {"code": ways.code_of(survey), "way": "after"},
            "mel.once": {"token": token},
        }

    @staticmethod
    def _brought(call, cast):
        """Two files of responses, since one is taken and the other given up."""
        one, two = (a_file(call, cast.stella) for _number in range(2))
        of_one = (
            *("brought_file", "map_file", "read_file_as", "check_file", "take_file"),
            "take_back_file",
        )
        return {f"mel_staff.{name}": {"key": one.id} for name in of_one} | {
            "mel_staff.give_up_file": {"key": two.id}
        }

    @staticmethod
    def _changing(bid, cast):
        """An award with a change that waits, something spent, and a case of Otto's."""
        award = an_award(bid, cast.stella, cast.otto)
        facts = varying_facts.facts_of(award)
        asks, more = {"ends_on": "2028-10-31"}, {"reason": "r", "by": cast.amina}
        change = {"key": varying.ask(award, asks, before=facts, **more).id}
        (line,) = lines_of(award)
        bought = {"day": date(2026, 11, 2), "what": "w", "amount": 1}
        spend = spending.note(line, **bought, by=cast.amina)
        received = files.receive(BytesIO(b"hello"), "a.txt")
        spending.attach(spend, files.keep(received, by=cast.amina), by=cast.amina)
        case = cases.open_a_case(award, what="w", by=cast.otto)
        db.session.commit()
        of_spend = ("spend", "receipt", "receipt_file", "drop_spend")
        return {
            "awards.change": change,
            "awards.withdraw_change": change,
            "awards_staff.change": change,
            "awards_staff.approve_change": change,
            **{f"awards.{page}": {"key": spend.id} for page in of_spend},
            "awards_staff.agree_to_spend": {"key": spend.id},
            "awards_staff.query_spend": {"key": spend.id},
            "awards_staff.case": {"key": case.id},
        }

    @staticmethod
    def _checked(award, cast):
        """An answer to one point of the checklist, and an account that waits."""
        for item in diligence.lay(award.call)[:3]:
            facts = {"said": "Here.", "until": None, "file": None, "by": cast.bo}
            diligence.give(award, item, **facts)
        account = uk("601613", "31926819")
        details = bank.propose(award, account, holder="Table", by=cast.amina)
        db.session.commit()
        point = {"key": award.id, "reference": "CF1", "code": "governing"}
        free = point | {"code": "insurance"}
        deeds = ("due", "look_at_due", "clear_due", "send_back_due", "due_item")
        banks = ("bank", "approve_bank", "refuse_bank", "reveal_bank", "bank_evidence")
        return {
            **{f"awards.{page}": point for page in ("due", "give_due", "due_paper")},
            **{f"awards_staff.{deed}": point for deed in (*deeds, "order_due_item")},
            "awards_staff.remove_due_item": free,
            **{f"awards_staff.{page}": {"key": details.id} for page in banks},
            "awards.stop_bank": {"key": award.id, "details": details.id},
        }

    @staticmethod
    def _tied(call, bid, panel, cast):
        """A tie that Ravi declared, a name that Amina gave, an area of the fund's."""
        (tie,) = conflicts_in(call)
        named = object_to(bid, name="Nobody At All", reason="", by=cast.amina)
        area = add_area(call.fund, code="local", name=text("Local"), by=cast.stella)
        db.session.commit()
        of_area = {"reference": "CF1", "key": area.id}
        return {
            "review.my_part": {"key": panel[0].id},
            "review.objections": {"key": bid.id},
            "review.take_back_objection": {"key": named.id},
            "review_staff.edit_member": {"key": panel[0].id},
            "review_staff.withdraw_invitation": {"key": panel[0].id},
            "review_staff.end_seat": {"key": panel[0].id},
            "review_staff.rename_area": of_area,
            "review_staff.remove_area": of_area,
            "review_staff.tie": {"key": tie.id},
            "review_staff.settle_tie": {"key": tie.id},
        }

    @staticmethod
    def _meeting(call, bid, phase, attachment, seat, cast):
        """A meeting on scores of its own, one of them agreed; the keys of its pages."""
        again = a_meeting(call, cast.stella, PhaseKind.SCORING, "again")
        for code in ("first", "second"):
            facts = {"title": text(code), "guidance": text(code), "weight": 50}
            planning.add_criterion(again, by=cast.stella, code=code, **facts)
            db.session.flush()
            db.session.refresh(again, ["criteria"])
        its = a_meeting(call, cast.stella)
        for one in (phase, again):
            passage = {"phase_id": one.id, "application_id": bid.id, "goes_on": True}
            db.session.add(Passage(**passage, by_name="Stella"))
        facts = {"value": 4, "reason": "r", "by": cast.stella, "known": None}
        meetings.agree(its, bid, again.criteria[0], **facts)
        db.session.commit()
        member = {"key": seat.id, "bid": bid.id, "phase": its.id}
        member |= {"attachment": attachment}
        pages = ("panel", "agenda", "panel_bid", "clear_panel_bid")
        pages += ("declare_panel_conflict", "panel_file", "say")
        staff = {"reference": "CF1", "key": bid.id, "ending": "csv"}
        return {
            **{f"review.{page}": member for page in pages},
            "review_staff.moderate": staff,
            "review_staff.agree": {**staff, "code": "second"},
            "review_staff.take_back": {**staff, "code": "first"},
            "review_staff.take_ranking": staff,
        }

    @staticmethod
    def _deciding(call, bid, decision, cast):
        """A portfolio that nobody worked out, and a release still to come."""
        solve = solving.ask(
            call,
            Wanted.PORTFOLIO,
            snapshot=to_json([], Wish(budget=1)),
            settings={},
            by=cast.stella,
        )
        tomorrow = clock.now() + timedelta(days=1)
        release = Release(call_id=call.id, at=tomorrow, by_id=cast.stella.id)
        db.session.add(release)
        db.session.commit()
        return {
            "review_staff.vet": {"reference": "CF1", "key": bid.id},
            "review_staff.portfolio_found": {"key": solve.id},
            "review_staff.keep_portfolio": {"key": solve.id},
            "awards_staff.call_off": {"key": release.id},
            "awards_staff.letter": {"key": decision.id},
            "awards_staff.call_up": {"key": decision.id},
            **{
                f"awards_staff.programme{ending}": {"key": call.fund_id}
                for ending in ("", "_csv", "_xlsx")
            },
        }

    @staticmethod
    def _money(call, award, cast):
        """A payment of the award, money to come back, and what the bank was told."""
        keys = banked(call, award, asked_by=cast.otto)
        payments = ("payment", "prepare", "send_payment_back", "release_payment")
        payments += ("note_as_met", "withhold", "let_payment_go", "cancel_payment")
        of = {
            "payment": payments,
            "repayment": ("repayment", "receive", "waive_repayment"),
            "fund": ("payments", "bank_statements", "read_statement"),
            "batch": ("take_batch",),
            "statement": ("bank_statement",),
            "line": ("match_line", "set_line_aside"),
            "call": ("account_lines",),
        }
        return {
            f"awards_staff.{page}": {"key": keys[kind], "reference": call.reference}
            for kind, pages in of.items()
            for page in pages
        }

    def _team(self, call, group, draft, cast):
        """A helper who has opened the draft, a sponsor, and requests without answer."""
        hanas = a_helper(cast.hana, group, cast.amina)
        helping.open_to_help(draft, by=cast.hana)
        a_sponsor(draft, cast.sid, cast.amina)
        another = a_draft(call, group, cast.amina)
        asked = {"key": asked_sponsor(another, cast.sid, cast.amina).id}
        facts = {"email": cast.fay.email, "part": Part.MEMBER, "language": "en"}
        fays = {"key": accounts.invite(group, **facts, by=cast.amina).id}
        db.session.commit()
        cy = accounts.add_person("cy@example.org", name="Cy")
        cys = Membership(person_id=cy.id, organisation_id=group.id)
        db.session.add(cys)
        db.session.commit()
        pages = ("team", "invite_member", "invite_helper")
        answers = ("accept_invitation", "decline_invitation", "revoke_invitation")
        self.team = {
            **{f"accounts.{page}": {"key": group.id} for page in pages},
            **{f"accounts.{deed}": fays for deed in ("invitation", *answers)},
            "accounts.end_membership": {"key": cys.id},
            "accounts.end_help": {"key": hanas.id},
            "calls.help_given": {"key": group.id},
            "calls.sponsorship": asked,
            "calls.confirm_sponsorship": asked,
            "calls.decline_sponsorship": asked,
        }

    def _propose(self, phase, bid, moderator, cast):
        """A proposal of assignments that nobody has worked out yet."""
        made = {"key": proposing.ask_for(phase, proposing.DEFAULTS, by=cast.stella).id}
        deeds = ("proposal", "apply_proposal", "drop_proposal", "propose_again")
        self.assigning = {f"review_staff.{deed}": made for deed in deeds} | {
            "review_staff.assign_bid": {"key": phase.id, "bid": bid.id},
            "review_staff.assigned_to": {"key": phase.id, "moderator": moderator.id},
        }
        db.session.commit()

    @staticmethod
    def _asked_and_appealed(call, group, cast):
        """A bid that the fund asks about, and one whose appeal Mei is to answer."""
        bid = a_bid(call, group, cast.amina)
        part, until = bid.form_version.form.section("details"), call.closes_at
        asked = clarifying.ask(bid, part, words="?", until=until, by=cast.stella)
        other = a_bid(call, group, cast.amina)
        mark_told(decided(other, cast.stella, cast.otto, amount=None), by=cast.stella)
        appeal = appealing.appeal(other, words="!", by=cast.amina)
        appealing.assign(appeal, email=cast.mei.email, name="Mei", by=cast.stella)
        db.session.commit()
        return asked.id, appeal

    @staticmethod
    def _advised(fund, group, cast):
        """A bid of a call in which the panel only recommends."""
        call = a_call(fund, cast.stella, reference="CF7")
        for phase in phases_of(call):
            planning.remove_phase(phase, by=cast.stella)
        facts = {"code": "advice", "kind": "recommendation", "title": text("Advice")}
        advice = planning.add_phase(call, by=cast.stella, **facts)
        db.session.commit()
        return advice, a_bid(call, group, cast.amina)

    @staticmethod
    def _attach(bid, cast):
        from io import BytesIO

        from grantsapp import files
        from grantsapp.calls.actions import applying

        received = files.receive(BytesIO(b"hello"), "a.txt")
        kept = files.keep(received, by=cast.amina)
        attachment = applying.attach(bid, "evidence", kept, by=cast.amina)
        db.session.commit()
        return attachment.id

    def path(self, app, endpoint):
        room = endpoint.partition(".")[0]
        values = self.special.get(endpoint) or self.keys.get(room, {})
        if endpoint in {"accounts.rescue", "accounts.drop_rescue"}:
            values = {"key": self._rescue()}
        if endpoint == "accounts.end_sign_in":
            values = {"key": self._sign_in()}
        with app.test_request_context():
            rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
            wanted = {k: v for k, v in values.items() if k in rule.arguments}
            return app.url_for(endpoint, **wanted)

    def _rescue(self):
        from grantsapp.accounts.actions import keep_typed

        return keep_typed("/x", {"a": ["b"]}, by=self.cast.amina.id)

    def _sign_in(self):
        from sqlalchemy import select

        from grantsapp.accounts import actions
        from grantsapp.accounts.models import SignIn

        actions.open_sign_in(self.cast.amina, browser="another")
        db.session.commit()
        query = select(SignIn).where(SignIn.browser == "another")
        return db.session.scalars(query.order_by(SignIn.made_at.desc())).first().id


def test_every_route_has_a_row_and_every_row_a_route(app):
    routes = {(endpoint, method) for endpoint, method, _rule in each_route(app)}

    assert routes - ROWS.keys() == set(), "routes without a row"
    assert ROWS.keys() - routes == set(), "rows without a route"


@pytest.mark.parametrize("person", PEOPLE)
def test_each_door_opens_for_just_those_it_should(app, cast, browser, person):
    world = World(cast)
    rows = sorted(ROWS, key=lambda row: row[1])  # pages first, then deeds
    wrong = []
    for endpoint, method in rows:
        them = browser(None if person == "visitor" else getattr(cast, person))
        path = world.path(app, endpoint)
        page = them.get(path) if method == "GET" else them.post(path, {})
        letter = ROWS[endpoint, method][person]
        to_sign_in = page.location.startswith("/sign-in")
        fits = page.status == MEANING[letter] and (
            to_sign_in == (letter == "L") or endpoint == "accounts.enter_code"
        )
        if not fits:
            wrong.append(f"{method} {endpoint}: {page.status} {page.location}")
        if page.status < 400 and endpoint != "static":
            assert page.asked, f"{endpoint} asked nobody"

    assert wrong == []
