module Choosing = { World, Member, Sync, Courier };

machine Sound { start state Begin { entry { new World(NONE); } } }
test Sound [main = Sound]: assert Agreement in (union Choosing, { Sound });
test ItDoesSomething [main = Sound]: assert NothingIsEverChosen in (union Choosing, { Sound });

machine PromiseForgotten { start state Begin { entry { new World(PROMISE_FORGOTTEN); } } }
test PromiseForgotten [main = PromiseForgotten]: assert Agreement in (union Choosing, { PromiseForgotten });

machine ToldBeforeDurable { start state Begin { entry { new World(TOLD_BEFORE_DURABLE); } } }
test ToldBeforeDurable [main = ToldBeforeDurable]: assert Agreement in (union Choosing, { ToldBeforeDurable });

machine BallotNotDurable { start state Begin { entry { new World(BALLOT_NOT_DURABLE); } } }
test BallotNotDurable [main = BallotNotDurable]: assert Agreement in (union Choosing, { BallotNotDurable });

machine OldestValueTaken { start state Begin { entry { new World(OLDEST_VALUE_TAKEN); } } }
test OldestValueTaken [main = OldestValueTaken]: assert Agreement in (union Choosing, { OldestValueTaken });

machine UnfinishedDropped { start state Begin { entry { new World(UNFINISHED_DROPPED); } } }
test UnfinishedDropped [main = UnfinishedDropped]: assert Agreement in (union Choosing, { UnfinishedDropped });

machine OldEntryTakenForChosen { start state Begin { entry { new World(OLD_ENTRY_TAKEN_FOR_CHOSEN); } } }
test OldEntryTakenForChosen [main = OldEntryTakenForChosen]: assert Agreement in (union Choosing, { OldEntryTakenForChosen });

machine GapAccepted { start state Begin { entry { new World(GAP_ACCEPTED); } } }
test GapAccepted [main = GapAccepted]: assert Agreement in (union Choosing, { GapAccepted });

machine HigherPromiseIgnored { start state Begin { entry { new World(HIGHER_PROMISE_IGNORED); } } }
test HigherPromiseIgnored [main = HigherPromiseIgnored]: assert Agreement in (union Choosing, { HigherPromiseIgnored });

machine OwnAcceptanceNotDurable { start state Begin { entry { new World(OWN_ACCEPTANCE_NOT_DURABLE); } } }
test OwnAcceptanceNotDurable [main = OwnAcceptanceNotDurable]: assert Agreement in (union Choosing, { OwnAcceptanceNotDurable });
