export const zh = {
  'attachments.title': '报修人发来的',
  'attachments.photo': '报修人的照片，{time}',
  'attachments.voice': '报修人的录音，{time}',
  'attachments.kind_photo': '照片',
  'attachments.kind_voice': '录音',
  'event.attached': '报修人发来{kind}',
};

export const en: Record<keyof typeof zh, string> = {
  'attachments.title': 'From the reporter',
  'attachments.photo': 'Photo of the reporter, {time}',
  'attachments.voice': 'Recording of the reporter, {time}',
  'attachments.kind_photo': 'photo',
  'attachments.kind_voice': 'recording',
  'event.attached': 'The reporter sent a {kind}',
};
