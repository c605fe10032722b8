/** What looking for a report by its code says; it comes with its form. */
export const find = {
  follow_label: '查询码，或者整条链接',
  follow_hint: '报修以后给您的那一串字母数字',
  follow_go: '查',
  follow_bad: '这不像查询码。请把短信里或者页面上的那一串整个抄过来。',
};
