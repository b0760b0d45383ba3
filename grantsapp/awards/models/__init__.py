"""The tables of this room, by subject."""

from grantsapp.awards.models.agreements import (
    PARTIES,
    Agreement,
    AgreementStage,
    AgreementTerms,
    Party,
    Signature,
)
from grantsapp.awards.models.awards import (
    NEXT,
    PUBLICATIONS,
    Award,
    Publication,
    Stage,
)
from grantsapp.awards.models.bank import (
    AccountKind,
    BankDetails,
    BankStage,
)
from grantsapp.awards.models.changes import (
    OUTCOMES,
    VARIATIONS,
    Irregularity,
    Outcome,
    Variation,
    VariationStage,
)
from grantsapp.awards.models.diligence import (
    MATTERS,
    Due,
    DueItem,
    DueStage,
    Matter,
)
from grantsapp.awards.models.money import (
    REPAYMENT_KINDS,
    WAITS_FOR,
    Batch,
    Payment,
    PaymentStage,
    Repayment,
    RepaymentKind,
    RepaymentStage,
    Split,
    Statement,
    StatementLine,
)
from grantsapp.awards.models.spending import (
    SPENDS,
    BudgetLine,
    Spend,
    SpendStage,
)

__all__ = [
    "MATTERS",
    "NEXT",
    "OUTCOMES",
    "PARTIES",
    "PUBLICATIONS",
    "REPAYMENT_KINDS",
    "SPENDS",
    "VARIATIONS",
    "WAITS_FOR",
    "AccountKind",
    "Agreement",
    "AgreementStage",
    "AgreementTerms",
    "Award",
    "BankDetails",
    "BankStage",
    "Batch",
    "BudgetLine",
    "Due",
    "DueItem",
    "DueStage",
    "Irregularity",
    "Matter",
    "Outcome",
    "Party",
    "Payment",
    "PaymentStage",
    "Publication",
    "Repayment",
    "RepaymentKind",
    "RepaymentStage",
    "Signature",
    "Spend",
    "SpendStage",
    "Split",
    "Stage",
    "Statement",
    "StatementLine",
    "Variation",
    "VariationStage",
]
