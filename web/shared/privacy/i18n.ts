import { makeT } from '../i18n';

export const zh = {
  'unmask.show': '查看联系方式',
  'unmask.title': '查看报修人的联系方式',
  'unmask.title_household': '查看住户的联系方式',
  'unmask.rule': '姓名、电话和地址平时不显示。选好理由才能查看，每次查看都会记入审计日志。',
  'unmask.reason': '理由',
  'unmask.words': '说明',
  'unmask.words_needed': '说明（必填）',
  'unmask.confirm': '查看并记录',
  'unmask.cancel': '取消',
  'unmask.shown': '已显示，本次查看已记录',
  'unmask.no_phone': '没留电话',
  'unmask.no_name': '没留姓名',
  'reason.contact_reporter': '联系报修人',
  'reason.call_back': '回访',
  'reason.find_place': '核对地点',
  'reason.compare_reports': '核对重复报修',
  'reason.complaint': '处理投诉',
  'reason.other': '其他',
} as const;

export const en: Record<keyof typeof zh, string> = {
  'unmask.show': 'Show contact',
  'unmask.title': "The reporter's contact",
  'unmask.title_household': "The household's contact",
  'unmask.rule': 'Names, telephone numbers and addresses are hidden. Give a reason to see them; each look goes into the audit log.',
  'unmask.reason': 'Reason',
  'unmask.words': 'In words',
  'unmask.words_needed': 'In words (needed)',
  'unmask.confirm': 'Show and record',
  'unmask.cancel': 'Cancel',
  'unmask.shown': 'Shown; this look is on record',
  'unmask.no_phone': 'No telephone number',
  'unmask.no_name': 'No name',
  'reason.contact_reporter': 'Speak with the reporter',
  'reason.call_back': 'Call-back',
  'reason.find_place': 'Find the place',
  'reason.compare_reports': 'Compare reports',
  'reason.complaint': 'A complaint',
  'reason.other': 'Other',
};

export const t = makeT(zh, en);
