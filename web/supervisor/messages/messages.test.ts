import { describe, expect, test } from 'vitest';
import { en, zh } from './i18n';
import { bodyOf, emptyForm, formOf, nextMonth, servicesOf, switchedOf, tellsOfFact, whyOf, type Delivery, type Destination } from './messages';

const group: Destination = {
  id: '3', name: '抢修群', carrier: 'wecom_robot', address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send', has_secret: true,
  language: 'zh', about: ['sla_breached'], villages: ['110112104205'], quiet: { from: '22:00', to: '07:00' }, digest_above: 10,
  per_minute: 5, mail_server: null, mail_user: null, mail_from: null, sms_sign: null, sms_key: null, sms_app: null,
  sms_region: null, sms_server: null, sms_templates: [], crew: 'heat-1', brand: '示例一', month_report_day: null, month_report_last: null, jurisdiction_id: null, format: null, services: [], active: true,
};
const sms: Destination = {
  ...group, carrier: 'tencent_sms', address: 'reporter', about: [], crew: null, brand: null, quiet: null, digest_above: 0, sms_sign: '潞城镇', sms_key: 'AKID',
  sms_app: '1400', sms_region: 'ap-guangzhou', sms_templates: [{ about: 'work_order_closed', template: '77', variables: ['number', 'village'] }],
};

describe('destinations', () => {
  test('what is only switched keeps everything else and sends no secret', () => {
    expect(switchedOf(group, false)).toEqual({
      name: '抢修群', carrier: 'wecom_robot', address: group.address, language: 'zh', about: ['sla_breached'], villages: ['110112104205'],
      active: false, per_minute: 5, crew: 'heat-1', brand: '示例一', quiet: { from: '22:00', to: '07:00' }, digest_above: 10,
    });
    expect(switchedOf(sms, true)).toEqual({
      name: '抢修群', carrier: 'tencent_sms', address: 'reporter', language: 'zh', about: [], villages: ['110112104205'], active: true, per_minute: 5,
      sms_sign: '潞城镇', sms_key: 'AKID', sms_app: '1400', sms_region: 'ap-guangzhou',
      sms_templates: [{ about: 'work_order_closed', template: '77', variables: ['number', 'village'] }],
    });
  });

  test('a box for the monthly report gets nothing else, and keeps its day when it is switched', () => {
    const box: Destination = { ...group, carrier: 'mail', address: 'a@town.example', mail_server: 'smtp://x', mail_from: 'b@town.example', month_report_day: 3, month_report_last: '2026-12', crew: null, brand: null, quiet: null };
    const body = switchedOf(box, false);
    expect(body).toMatchObject({ month_report_day: 3, about: [], villages: [], digest_above: 0, active: false });
    expect(bodyOf({ ...formOf(box), month_day: 0 }).month_report_day).toBeUndefined();
    expect(bodyOf({ ...formOf(box), carrier: 'webhook' }).month_report_day).toBeUndefined();
    expect([nextMonth('2026-12'), nextMonth('2026-09'), nextMonth('2026-08'), nextMonth(null), nextMonth('x')]).toEqual(['2027-01', '2026-10', '2026-09', '', '']);
    expect(['msg_7_1', 'month_2026-10_1', 'test_abc'].map((message) => tellsOfFact({ message } as Delivery))).toEqual([true, false, false]);
  });

  test('a template is read as people write it, and an empty row is left out', () => {
    const form = { ...emptyForm(), carrier: 'aliyun_sms' as const, address: '13900000002', secret: 's' };
    form.sms_templates = [{ about: 'sla_warned', template: ' SMS_1 ', variables: 'number，village、due' }, { about: 'sla_warned', template: '', variables: '' }];
    expect(bodyOf(form).sms_templates).toEqual([{ about: 'sla_warned', template: 'SMS_1', variables: ['number', 'village', 'due'] }]);
    expect(bodyOf(form).secret).toBe('s');
    expect(formOf(sms).reporters).toBe(true);
  });

  test('another office is told as which of its services a fault goes', () => {
    const district: Destination = { ...group, carrier: 'open311', about: [], digest_above: 0, crew: null, brand: null, quiet: null, villages: [],
      jurisdiction_id: 'tz.example', format: 'xml', services: [{ fault_kind: 'SL-01', service_code: '42' }] };
    expect(formOf(district).services).toBe('SL-01 = 42');
    expect(switchedOf(district, true)).toEqual({ name: '抢修群', carrier: 'open311', address: group.address, language: 'zh', about: [], villages: [], active: true,
      per_minute: 5, jurisdiction_id: 'tz.example', format: 'xml', services: [{ fault_kind: 'SL-01', service_code: '42' }] });
    expect(servicesOf(' SL-05\n\nSL-01＝a=b ')).toEqual([{ fault_kind: 'SL-05', service_code: 'SL-05' }, { fault_kind: 'SL-01', service_code: 'a=b' }]);
  });

  test.each([
    ['HTTP 500', 'broken'], ['HTTP 404', 'refused'], ['HTTP 410', 'gone'], ['Timeout was reached', 'slow'], ["Couldn't connect to server", 'no_connection'],
    ['Could not resolve hostname', 'no_name'], ['errcode 93000 invalid webhook url', 'robot_unknown'], ['errcode 130101 send too fast', 'robot_busy'],
    ['isv.BUSINESS_LIMIT_CONTROL 触发天级流控Permits:10', 'sms_busy'], ['isv.AMOUNT_NOT_ENOUGH 账户余额不足', 'sms_money'],
    ['isv.SMS_TEMPLATE_ILLEGAL 模版不合法', 'sms_template'], ['isv.SMS_SIGNATURE_ILLEGAL 签名不合法', 'sms_sign'],
    ['AuthFailure.SignatureFailure x', 'sms_key'], ['not delivered: UNDELIV', 'sms_failed'], ['the destination is switched off', 'off'], ['something else', 'other'],
    ['their list has no service 9 (SL-01)', 'no_service'], ["an answer that is none of Open311's, neither XML nor JSON of it", 'not_open311'],
  ])('%s is said in words', (said, why) => {
    expect(whyOf(said)).toBe(why);
    expect(zh).toHaveProperty([`why.${why}`]);
    expect(en).toHaveProperty([`why.${why}`]);
  });
});
