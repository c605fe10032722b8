import { describe, expect, it } from 'vitest';
import { noticeOf, pageOf } from './notice';
import { words } from '@shared/push/keys';

describe('a message to this phone', () => {
  it('is shown with its order', () => {
    expect(noticeOf('{"order":"12","text":"【派单】LC-1","urgent":true}')).toEqual({ body: '【派单】LC-1', tag: 'order-12', order: '12', urgent: true });
  });
  it.each([undefined, '', 'x', '[]', 'null', '{"order":"../x","text":5}'])('says at least that there is something: %s', (text) => {
    const notice = noticeOf(text);
    expect(notice.body).not.toBe('');
    expect(notice.order).toBe('');
    expect(notice.urgent).toBe(false);
  });
  it('leads to its order and nowhere else', () => {
    expect(pageOf('12')).toBe('/crew/orders/12');
    expect(pageOf('//evil.example')).toBe('/crew/');
    expect(pageOf(undefined)).toBe('/crew/');
  });
  it('gives keys as base64url', () => {
    expect(words(new Uint8Array([251, 255, 254]).buffer)).toBe('-__-');
    expect(words(new Uint8Array([1]).buffer)).toBe('AQ');
  });
});
