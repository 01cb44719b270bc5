"""What statuses and kinds of units are called in the wild: read from files, said on no screen."""

from lms.people.models import MemberStatus, UnitKind

STATUSES = {
    "正式党员": MemberStatus.full,
    "中共党员": MemberStatus.full,
    "党员": MemberStatus.full,
    "预备党员": MemberStatus.probationary,
    "中共预备党员": MemberStatus.probationary,
    "发展对象": MemberStatus.candidate,
    "入党积极分子": MemberStatus.activist,
    "积极分子": MemberStatus.activist,
    "入党申请人": MemberStatus.applicant,
    "申请人": MemberStatus.applicant,
    "群众": MemberStatus.none,
    "共青团员": MemberStatus.none,
    "团员": MemberStatus.none,
    "无": MemberStatus.none,
}
KINDS = {
    "党委": UnitKind.committee,
    "委员会": UnitKind.committee,
    "党总支": UnitKind.general_branch,
    "总支": UnitKind.general_branch,
    "总支部": UnitKind.general_branch,
    "党支部": UnitKind.branch,
    "支部": UnitKind.branch,
    "支部委员会": UnitKind.branch,
    "总支部委员会": UnitKind.general_branch,
    "党小组": UnitKind.group,
    "小组": UnitKind.group,
    "公司": UnitKind.company,
    "分公司": UnitKind.company,
    "子公司": UnitKind.company,
    "部门": UnitKind.department,
    "部": UnitKind.department,
    "处": UnitKind.department,
    "科": UnitKind.department,
    "室": UnitKind.department,
    "车间": UnitKind.department,
    "中心": UnitKind.department,
}
