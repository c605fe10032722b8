import type { Schemas } from '../api/client';
import { locale, text, type Locale, type LocalizedText } from '../i18n';

type Names<Code extends string> = Record<Code, LocalizedText>;
const both = (zh: string, en: string): LocalizedText => ({ zh, en });

/** What the codes of the contract are called; the terms of docs/glossary.md. */
export const names = {
  work_order_state: {
    open: both('待派单', 'Open'),
    assigned: both('已派单', 'Assigned'),
    accepted: both('已签收', 'Accepted'),
    under_way: both('处理中', 'Under way'),
    resolved: both('已办结', 'Resolved'),
    closed: both('已结案', 'Closed'),
    cancelled: both('已作废', 'Cancelled'),
  } satisfies Names<Schemas['WorkOrderState']>,
  report_state: {
    received: both('已受理', 'Received'),
    accepted: both('已立案', 'Accepted'),
    merged: both('已并案', 'Merged'),
    rejected: both('不予受理', 'Rejected'),
    referred: both('已转交', 'Handed over'),
  } satisfies Names<Schemas['ReportState']>,
  action: {
    assign: both('派单', 'Assign'),
    accept: both('签收', 'Accept'),
    contact: both('联系报修人', 'Contact reporter'),
    arrive: both('到场', 'Arrive'),
    make_safe: both('排险', 'Make safe'),
    pause: both('暂停计时', 'Pause clocks'),
    resume: both('恢复计时', 'Resume clocks'),
    resolve: both('办结', 'Resolve'),
    close: both('结案', 'Close'),
    reopen: both('返工', 'Reopen'),
    cancel: both('作废', 'Cancel order'),
    note: both('备注', 'Note'),
    photo: both('照片', 'Photo'),
    merge: both('并案', 'Merge'),
  } satisfies Names<Schemas['WorkOrderAction']>,
  outcome: {
    repaired: both('已修复', 'Repaired'),
    temporary: both('临时处置', 'Temporary fix'),
    not_repairable: both('无法修复', 'Not repairable'),
    not_ours: both('非本职责', 'Not ours'),
    duplicate: both('重复', 'Duplicate'),
    false_report: both('误报', 'False report'),
    working_normally: both('设备正常', 'Working normally'),
  } satisfies Names<Schemas['Outcome']>,
  target: {
    contact: both('联系', 'Contact'),
    arrive: both('到场', 'Arrive'),
    make_safe: both('排险', 'Make safe'),
    resolve: both('办结', 'Resolve'),
  } satisfies Names<Schemas['SlaTarget']>,
  severity: {
    danger: both('危险', 'Danger'),
    urgent: both('紧急', 'Urgent'),
    normal: both('一般', 'Normal'),
    planned: both('计划', 'Planned'),
  } satisfies Names<Schemas['Severity']>,
  channel: {
    hotline: both('热线', 'Hotline'),
    village_group: both('村微信群', 'Village group'),
    web: both('网页', 'Web page'),
    inspection: both('巡查', 'Inspection'),
    api: both('接口', 'Interface'),
  } satisfies Names<Schemas['Channel']>,
  role: {
    resident: both('居民', 'Resident'),
    village_reporter: both('村级报修员', 'Village reporter'),
    operator: both('坐席', 'Operator'),
    crew_member: both('维修员', 'Crew member'),
    crew_lead: both('班组长', 'Crew lead'),
    checker: both('核查员', 'Checker'),
    dispatcher: both('调度', 'Dispatcher'),
    supervisor: both('督办', 'Supervisor'),
    auditor: both('审计', 'Auditor'),
    admin: both('管理员', 'Administrator'),
  } satisfies Names<Schemas['Role']>,
  pause_reason: {
    waiting_part: both('等配件', 'Waiting for a part'),
    no_access: both('无法进入', 'No access'),
    weather: both('天气', 'Weather'),
    power_company: both('等电力公司', 'Waiting for the power company'),
    other: both('其他', 'Other'),
  } satisfies Names<Schemas['NewPause']['reason']>,
  closure_method: {
    callback: both('电话回访', 'Called back'),
    visit: both('上门核查', 'Visited'),
    photo: both('照片核查', 'By photo'),
    resident: both('居民自评', "Resident's own word"),
    none: both('未回访', 'Not asked'),
  } satisfies Names<NonNullable<Schemas['NewClosure']['method']>>,
  duplicate_reason: {
    facility: both('同一设施', 'same facility'),
    circuit: both('同一回路', 'same circuit'),
    phone: both('同一电话', 'same phone'),
    place: both('位置相近', 'close by'),
    village: both('同村', 'same village'),
    kind: both('同类故障', 'same fault'),
    class: both('同类设施', 'same class'),
  } satisfies Names<Schemas['DuplicateCandidate']['reasons'][number]>,
  excluded_by: {
    inactive: both('班组停用', 'crew not in use'),
    skill: both('没有这项技能', 'lacks the skill'),
    area: both('不在其片区', 'outside its area'),
    shift: both('不在班', 'off shift'),
    capacity: both('手上已满', 'hands full'),
  } satisfies Names<NonNullable<Schemas['CrewConsidered']['excluded_by']>>,
  service: {
    '119': both('119 消防', '119 fire'),
    '110': both('110 公安', '110 police'),
    '120': both('120 急救', '120 ambulance'),
    '122': both('122 交通事故', '122 traffic accidents'),
  } satisfies Names<Schemas['HandOver']['service']>,
  photo_step: {
    before: both('维修前', 'Before'),
    after: both('维修后', 'After'),
    other: both('其他', 'Other'),
  } satisfies Names<Schemas['Photo']['step']>,
  event_kind: {
    report_received: both('收到报修', 'Report received'),
    report_accepted: both('报修立案', 'Report accepted'),
    report_merged: both('报修并案', 'Report merged'),
    report_rejected: both('报修不予受理', 'Report rejected'),
    report_referred: both('报修转交', 'Report handed over'),
    report_judged: both('居民评价', "Resident's verdict"),
    reporter_informed: both('已告知报修人', 'Reporter informed'),
    work_order_opened: both('开立工单', 'Order opened'),
    work_order_assigned: both('派单', 'Crew assigned'),
    work_order_accepted: both('班组签收', 'Crew accepted'),
    reporter_contacted: both('已联系报修人', 'Reporter contacted'),
    work_order_arrived: both('到场', 'Arrived'),
    work_order_made_safe: both('排险完成', 'Made safe'),
    work_order_paused: both('暂停计时', 'Clocks paused'),
    work_order_resumed: both('恢复计时', 'Clocks resumed'),
    work_order_resolved: both('办结', 'Resolved'),
    work_order_closed: both('结案', 'Closed'),
    work_order_reopened: both('返工', 'Reopened'),
    work_order_cancelled: both('作废', 'Cancelled'),
    note_added: both('添加备注', 'Note added'),
    photo_added: both('添加照片', 'Photo added'),
    sla_warned: both('时限预警', 'Deadline warning'),
    sla_breached: both('已超时', 'Deadline breached'),
  } satisfies Names<Schemas['Event']['kind']>,
};

export type NameGroup = keyof typeof names;

/** The name of a code in the chosen language; the code itself when it is not known. */
export function nameOf(group: NameGroup, code: string | null | undefined, language: Locale = locale.value): string {
  if (!code) return '';
  const found = (names[group] as Record<string, LocalizedText>)[code];
  return found ? text(found, language) : code;
}
