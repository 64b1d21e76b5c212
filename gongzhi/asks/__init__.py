"""报表准入: what a department asks of the grass roots is registered, asked once, admitted by a centre, and lapses."""
