import { describeFirstFiveMinutes } from './firstFiveMinutes';

describeFirstFiveMinutes('web');
