// What the first screen shows only to whoever has sent something from this phone or looks for a report.
export { formatTime } from '@shared/domain/time';
export { default as FollowForm } from './parts/FollowForm.vue';
export { default as PendingPanel } from './parts/PendingPanel.vue';
