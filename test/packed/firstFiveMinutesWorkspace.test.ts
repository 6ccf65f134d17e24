import { describeFirstFiveMinutes } from './firstFiveMinutes';

describeFirstFiveMinutes('workspace');
